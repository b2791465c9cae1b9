// Type-checked, never run: `require` finds types too.
import auth = require('clarifai-auth');

const report: auth.CredentialReport = auth.checkCredential('5a4db0c5f00df00df00df00df00d0001');
const ok: boolean = report.ok;
void ok;

import client = require('clarifai-auth/client');

const same: client.CredentialReport = report;
void same;

import history = require('clarifai-auth/history');

const since: history.AddedScope[] | undefined = history.scopesAddedSince('PostModelOutputs', new Date(0));
void since;

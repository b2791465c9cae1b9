//! Closed lists of stable codes, each an enum here and a union in TypeScript.

/// Makes the enum, what every such list can do, and the union; `$told` is the union's comment.
macro_rules! closed_list {
    (
        $(#[$about:meta])+
        $name:ident, $union:ident = $told:literal;
        $($(#[$of:meta])+ $variant:ident = $code:literal;)+
    ) => {
        $(#[$about])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $($(#[$of])+ $variant,)+
        }

        /// The closed list as a TypeScript union.
        #[allow(dead_code, reason = "only the bindings read it")]
        pub(crate) const $union: &str = concat!(
            "/** ", $told, " */\nexport type ", stringify!($name), " =" $(, "\n  | '", $code, "'")+, ";"
        );

        impl $name {
            /// All of the list, in its order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable code, in lower case with hyphens.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $code,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }
    };
}

pub(crate) use closed_list;

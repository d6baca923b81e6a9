//! Reads JSON into the types of the protocol.
//!
//! `serde_json` would do, and does it in the tests as an oracle. But it reads every struct from an array too, tells the place and the
//! kind of every fault in words, and brings the printing of floats along for that: in the browser that was a tenth of all code. This
//! reads what servers of Suda and Socket.IO write: objects, arrays, texts, whole numbers, `true`, `false`, `null`, and enums that are
//! a name or an object of one name. Fractions are read over, where nobody asks for them.

use std::borrow::Cow;
use std::fmt;

use serde::de::{
    Deserialize, DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

mod place;

use place::{List, Reader};

/// Not JSON, or not JSON of the type that was wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("this JSON cannot be read")
    }
}

impl std::error::Error for Malformed {}

impl Error for Malformed {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }

    // Without these, the texts that `custom` throws away would be made first.
    fn invalid_type(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_value(_: Unexpected<'_>, _: &dyn Expected) -> Self {
        Self
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Self
    }

    fn unknown_variant(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Self
    }

    fn missing_field(_: &'static str) -> Self {
        Self
    }

    fn duplicate_field(_: &'static str) -> Self {
        Self
    }
}

/// Reads one value, and nothing after it.
pub fn read<'a, T: Deserialize<'a>>(json: &'a str) -> Result<T, Malformed> {
    let mut reader = Reader::new(json);
    let value = T::deserialize(&mut reader)?;
    reader.end()?;
    Ok(value)
}

/// A value as JSON text that was not yet read. Only [`read`] knows it: to others it is bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unread<'a>(pub &'a str);

impl<'de: 'a, 'a> Deserialize<'de> for Unread<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Slice;

        impl<'de> Visitor<'de> for Slice {
            type Value = &'de str;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("any JSON")
            }

            fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<&'de str, E> {
                Ok(text)
            }
        }

        deserializer.deserialize_bytes(Slice).map(Unread)
    }
}

impl<'a> SeqAccess<'a> for List<'_, 'a> {
    type Error = Malformed;

    fn next_element_seed<T: DeserializeSeed<'a>>(&mut self, seed: T) -> Result<Option<T::Value>, Malformed> {
        if self.more()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }
}

impl<'a> MapAccess<'a> for List<'_, 'a> {
    type Error = Malformed;

    fn next_key_seed<K: DeserializeSeed<'a>>(&mut self, seed: K) -> Result<Option<K::Value>, Malformed> {
        if self.more()? { seed.deserialize(&mut *self.reader).map(Some) } else { Ok(None) }
    }

    fn next_value_seed<V: DeserializeSeed<'a>>(&mut self, seed: V) -> Result<V::Value, Malformed> {
        self.reader.expect(b':')?;
        seed.deserialize(&mut *self.reader)
    }
}

/// Methods that read a whole number.
macro_rules! integers {
    ($visit:ident: $($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
            visitor.$visit(self.number()?.parse().map_err(|_| Malformed)?)
        })*
    };
}

/// Methods that read a text.
macro_rules! texts {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
            match self.text()? {
                Cow::Borrowed(text) => visitor.visit_borrowed_str(text),
                Cow::Owned(text) => visitor.visit_string(text),
            }
        })*
    };
}

impl<'a> Deserializer<'a> for &mut Reader<'a> {
    type Error = Malformed;

    /// Nothing of ours is of any type at all.
    fn deserialize_any<V: Visitor<'a>>(self, _: V) -> Result<V::Value, Malformed> {
        Err(Malformed)
    }

    integers! { visit_i64: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 }
    integers! { visit_u64: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    texts! { deserialize_str deserialize_string deserialize_identifier }

    fn deserialize_bool<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
        let yes = self.peek() == b't';
        self.word(if yes { "true" } else { "false" })?;
        visitor.visit_bool(yes)
    }

    fn deserialize_unit<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
        self.word("null")?;
        visitor.visit_unit()
    }

    fn deserialize_option<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
        if self.peek() == b'n' {
            self.word("null")?;
            return visitor.visit_none();
        }
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'a>>(self, _: &'static str, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
        self.expect(b'[')?;
        let mut list = List::new(self, b']');
        let value = visitor.visit_seq(&mut list)?;
        // A visitor that knows how many it wants stops before the end.
        if list.more()? { Err(Malformed) } else { Ok(value) }
    }

    fn deserialize_tuple<V: Visitor<'a>>(self, _: usize, visitor: V) -> Result<V::Value, Malformed> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_struct<V: Visitor<'a>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Malformed> {
        self.expect(b'{')?;
        visitor.visit_map(List::new(self, b'}'))
    }

    fn deserialize_enum<V: Visitor<'a>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_enum(self)
    }

    /// JSON has no bytes: this is for [`Unread`].
    fn deserialize_bytes<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
        visitor.visit_borrowed_str(self.unread()?)
    }

    fn deserialize_ignored_any<V: Visitor<'a>>(self, visitor: V) -> Result<V::Value, Malformed> {
        self.unread()?;
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { <V: Visitor<'a>> i128 u128 f32 f64 char byte_buf unit_struct tuple_struct map }
}

impl<'r, 'a> EnumAccess<'a> for &'r mut Reader<'a> {
    type Error = Malformed;
    type Variant = Chosen<'r, 'a>;

    fn variant_seed<V: DeserializeSeed<'a>>(self, seed: V) -> Result<(V::Value, Chosen<'r, 'a>), Malformed> {
        let with_value = self.take(b'{');
        let variant = seed.deserialize(&mut *self)?;
        if with_value {
            self.expect(b':')?;
        }
        Ok((variant, Chosen { reader: self, with_value }))
    }
}

/// A variant whose name was read.
struct Chosen<'r, 'a> {
    reader: &'r mut Reader<'a>,
    with_value: bool,
}

impl<'a> VariantAccess<'a> for Chosen<'_, 'a> {
    type Error = Malformed;

    fn unit_variant(self) -> Result<(), Malformed> {
        if self.with_value { Err(Malformed) } else { Ok(()) }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'a>>(self, seed: T) -> Result<T::Value, Malformed> {
        if !self.with_value {
            return Err(Malformed);
        }
        let value = seed.deserialize(&mut *self.reader)?;
        self.reader.expect(b'}')?;
        Ok(value)
    }

    fn tuple_variant<V: Visitor<'a>>(self, _: usize, _: V) -> Result<V::Value, Malformed> {
        Err(Malformed)
    }

    fn struct_variant<V: Visitor<'a>>(self, _: &'static [&'static str], _: V) -> Result<V::Value, Malformed> {
        Err(Malformed)
    }
}

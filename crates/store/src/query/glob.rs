//! Patterns with `*`, and the function that matches them inside the query engine.

use std::{
    hash::{Hash, Hasher},
    sync::Arc,
};

use datafusion::{
    arrow::{
        array::{Array as _, AsArray as _, BooleanArray, BooleanBufferBuilder},
        datatypes::DataType,
    },
    common::{Result, exec_datafusion_err},
    logical_expr::{
        ColumnarValue, Expr, ScalarFunctionArgs, ScalarUDF, ScalarUDFImpl, Signature, Volatility,
    },
};
use regex::Regex;

/// Text with gaps: between two parts any run of characters may stand.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Glob {
    parts: Vec<String>,
}

/// How much of a field a pattern must cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Cover {
    /// The whole value.
    Whole,
    /// Any part of the value.
    Part,
}

impl Glob {
    /// The pattern whose parts these are; empty parts in the middle mean no
    /// more than one gap does.
    pub(crate) fn new(parts: Vec<String>) -> Self {
        let last = parts.len().saturating_sub(1);
        let keep =
            |(i, part): (usize, String)| (i == 0 || i == last || !part.is_empty()).then_some(part);
        Self { parts: parts.into_iter().enumerate().filter_map(keep).collect() }
    }

    /// The pattern that only this text matches.
    pub(crate) fn exact(text: &str) -> Self {
        Self { parts: vec![text.to_owned()] }
    }

    /// The text, if there is no gap.
    pub(crate) fn literal(&self) -> Option<&str> {
        match self.parts.as_slice() {
            [text] => Some(text),
            _ => None,
        }
    }

    /// What stands between the gaps.
    pub(crate) fn parts(&self) -> &[String] {
        &self.parts
    }

    /// Whether it is nothing but a gap.
    pub(crate) fn is_any(&self) -> bool {
        self.parts.len() > 1 && self.parts.iter().all(String::is_empty)
    }

    /// For messages.
    pub(crate) fn shown(&self) -> String {
        self.parts.join("*")
    }

    /// The condition that one of these text columns matches; `false` where all are null.
    pub(crate) fn matches_any_of(&self, columns: Vec<Expr>, cover: Cover) -> Result<Expr> {
        Ok(ScalarUDF::new_from_impl(Matches::new(self, cover)?).call(columns))
    }

    fn regex(&self, cover: Cover) -> Result<Regex> {
        let parts: Vec<String> = self.parts.iter().map(|part| regex::escape(part)).collect();
        let gap = match cover {
            Cover::Whole => ".*",
            // The shortest match is found soonest.
            Cover::Part => ".*?",
        };
        let body = parts.join(gap);
        let text = match cover {
            Cover::Whole => format!("(?is)^{body}$"),
            Cover::Part => format!("(?is){body}"),
        };
        Regex::new(&text).map_err(|error| exec_datafusion_err!("this pattern is too long: {error}"))
    }
}

/// `matches(column, …)`: whether any of the columns matches the pattern,
/// without regard to case.
#[derive(Debug)]
struct Matches {
    glob: Glob,
    cover: Cover,
    regex: Regex,
    name: String,
    signature: Signature,
}

impl Matches {
    fn new(glob: &Glob, cover: Cover) -> Result<Self> {
        let regex = glob.regex(cover)?;
        // The name must tell patterns apart: the engine finds equal terms by it.
        let name = format!("matches {}", regex.as_str());
        let signature = Signature::variadic(vec![DataType::Utf8View], Volatility::Immutable);
        Ok(Self { glob: glob.clone(), cover, regex, name, signature })
    }

    fn is_match(&self, text: &str) -> bool {
        self.regex.is_match(text)
    }
}

impl PartialEq for Matches {
    fn eq(&self, other: &Self) -> bool {
        (&self.glob, self.cover) == (&other.glob, other.cover)
    }
}

impl Eq for Matches {}

impl Hash for Matches {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.glob, self.cover).hash(state);
    }
}

impl ScalarUDFImpl for Matches {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arg_types: &[DataType]) -> Result<DataType> {
        Ok(DataType::Boolean)
    }

    fn invoke_with_args(&self, args: ScalarFunctionArgs) -> Result<ColumnarValue> {
        let rows = args.number_rows;
        let mut hits = BooleanBufferBuilder::new(rows);
        hits.append_n(rows, false);
        for column in args.args {
            let column = column.into_array(rows)?;
            let Some(texts) = column.as_string_view_opt() else {
                let kind = column.data_type();
                return Err(exec_datafusion_err!("a pattern cannot be matched against {kind}"));
            };
            if texts.null_count() == rows {
                continue;
            }
            for (row, text) in texts.iter().enumerate() {
                if let Some(text) = text
                    && !hits.get_bit(row)
                    && self.is_match(text)
                {
                    hits.set_bit(row, true);
                }
            }
        }
        Ok(ColumnarValue::Array(Arc::new(BooleanArray::new(hits.finish(), None))))
    }
}

//! As much of GraphQL's syntax as destinations of a stream need: operations,
//! fields with arguments and selections, variables. No fragments, no directives.

use std::iter::Peekable;
use std::vec::IntoIter;

use serde_json::{Map, Value};

/// A query or a mutation.
#[derive(Debug)]
pub(super) struct Operation {
    pub(super) is_mutation: bool,
    pub(super) fields: Vec<Field>,
}

/// A field that is asked for.
#[derive(Debug)]
pub(super) struct Field {
    /// The name under which it is answered.
    pub(super) alias: String,
    pub(super) name: String,
    pub(super) arguments: Map<String, Value>,
    /// What is asked for within it; empty for what has no parts.
    pub(super) fields: Vec<Self>,
}

impl Field {
    /// What the object `input` of a mutation says.
    pub(super) fn input(&self) -> Map<String, Value> {
        match self.arguments.get("input") {
            Some(Value::Object(input)) => input.clone(),
            _ => Map::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Token {
    Name(String),
    Variable(String),
    Value(Value),
    Mark(char),
}

/// Reads an operation; what is wrong with it is told in words.
pub(super) fn parse(text: &str, variables: &Map<String, Value>) -> Result<Operation, String> {
    let tokens = tokens(text)?.into_iter().peekable();
    let mut parser = Parser { tokens, variables };
    let mut is_mutation = false;
    if let Some(Token::Name(kind)) = parser.tokens.peek().cloned() {
        parser.tokens.next();
        is_mutation = match kind.as_str() {
            "query" => false,
            "mutation" => true,
            other => return Err(format!("Parse error on \"{other}\"")),
        };
        parser.tokens.next_if(|token| matches!(token, Token::Name(_)));
        parser.skip_declarations();
    }
    Ok(Operation { is_mutation, fields: parser.fields()? })
}

struct Parser<'a> {
    tokens: Peekable<IntoIter<Token>>,
    variables: &'a Map<String, Value>,
}

impl Parser<'_> {
    /// `($id: ID!, $names: [String!])`: the values say it themselves.
    fn skip_declarations(&mut self) {
        if self.takes('(') {
            while self.tokens.next_if(|token| *token != Token::Mark(')')).is_some() {}
            self.takes(')');
        }
    }

    fn takes(&mut self, mark: char) -> bool {
        self.tokens.next_if_eq(&Token::Mark(mark)).is_some()
    }

    fn wants(&mut self, mark: char) -> Result<(), String> {
        if self.takes(mark) { Ok(()) } else { Err(format!("Parse error: expected {mark}")) }
    }

    fn name(&mut self) -> Result<String, String> {
        match self.tokens.next() {
            Some(Token::Name(name)) => Ok(name),
            other => Err(format!("Parse error: expected a name, got {other:?}")),
        }
    }

    fn fields(&mut self) -> Result<Vec<Field>, String> {
        self.wants('{')?;
        let mut fields = Vec::new();
        while !self.takes('}') {
            let alias = self.name()?;
            let name = if self.takes(':') { self.name()? } else { alias.clone() };
            let arguments = if self.takes('(') { self.pairs(')')? } else { Map::new() };
            let has_parts = self.tokens.peek() == Some(&Token::Mark('{'));
            let parts = if has_parts { self.fields()? } else { Vec::new() };
            fields.push(Field { alias, name, arguments, fields: parts });
        }
        Ok(fields)
    }

    fn pairs(&mut self, end: char) -> Result<Map<String, Value>, String> {
        let mut pairs = Map::new();
        while !self.takes(end) {
            let name = self.name()?;
            self.wants(':')?;
            pairs.insert(name, self.value()?);
        }
        Ok(pairs)
    }

    fn value(&mut self) -> Result<Value, String> {
        match self.tokens.next() {
            Some(Token::Value(value)) => Ok(value),
            Some(Token::Variable(name)) => {
                Ok(self.variables.get(&name).cloned().unwrap_or(Value::Null))
            }
            Some(Token::Name(name)) => Ok(match name.as_str() {
                "true" => Value::Bool(true),
                "false" => Value::Bool(false),
                "null" => Value::Null,
                _word => Value::String(name),
            }),
            Some(Token::Mark('{')) => Ok(Value::Object(self.pairs('}')?)),
            Some(Token::Mark('[')) => {
                let mut items = Vec::new();
                while !self.takes(']') {
                    items.push(self.value()?);
                }
                Ok(Value::Array(items))
            }
            other => Err(format!("Parse error: expected a value, got {other:?}")),
        }
    }
}

fn tokens(text: &str) -> Result<Vec<Token>, String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let is_word = |c: char| c.is_alphanumeric() || c == '_';
        let (token, length) = match first {
            c if c.is_whitespace() || c == ',' || c == '!' => (None, c.len_utf8()),
            '#' => (None, rest.find('\n').unwrap_or(rest.len())),
            '"' => {
                let mut read = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
                let value = read.next().and_then(Result::ok).ok_or("Parse error: a string")?;
                (Some(Token::Value(value)), read.byte_offset())
            }
            c if c.is_ascii_digit() || c == '-' => {
                let mut read = serde_json::Deserializer::from_str(rest).into_iter::<Value>();
                let value = read.next().and_then(Result::ok).ok_or("Parse error: a number")?;
                (Some(Token::Value(value)), read.byte_offset())
            }
            '$' => {
                let name: String = rest.chars().skip(1).take_while(|c| is_word(*c)).collect();
                let length = 1 + name.len();
                (Some(Token::Variable(name)), length)
            }
            c if is_word(c) => {
                let name: String = rest.chars().take_while(|c| is_word(*c)).collect();
                let length = name.len();
                (Some(Token::Name(name)), length)
            }
            '{' | '}' | '(' | ')' | '[' | ']' | ':' => (Some(Token::Mark(first)), 1),
            other => return Err(format!("Parse error on \"{other}\"")),
        };
        tokens.extend(token);
        rest = rest.get(length..).unwrap_or_default();
    }
    Ok(tokens)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn inline_values_and_variables_mean_the_same() {
        let variables = json!({ "input": { "name": "a", "config": { "url": "http://x" } } });
        let by_variable = parse(
            "mutation($input: X!) { m(input: $input) { errors } }",
            variables.as_object().unwrap(),
        );
        let inline =
            "mutation { m(input: { name: \"a\", config: { url: \"http://x\" } }) { errors } }";
        let inline = parse(inline, &Map::new());
        let (one, other) = (by_variable.unwrap(), inline.unwrap());
        assert_eq!(one.fields[0].input(), other.fields[0].input());
        assert!(one.is_mutation && one.fields[0].fields[0].name == "errors");
    }

    #[test]
    fn what_is_no_graphql_is_told() {
        for text in ["{ a(", "fragment x", "{ a(b: ~) }", "{ \"unclosed }"] {
            parse(text, &Map::new()).unwrap_err();
        }
    }
}

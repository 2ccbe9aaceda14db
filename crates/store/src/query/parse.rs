//! Tokens into a query.
//!
//! ```text
//! query = all                    all  = either+            (side by side, or AND)
//! either = part ("OR" part)*     part = "-" part | "(" all ")" | field | text
//! ```

use jiff::Timestamp;

use super::{
    Node, Query, QueryError,
    error::Fault,
    lex::{Piece, Span, Token, tokens},
    name::Subject,
    time,
    value::Value,
};

/// Parentheses and minus signs may nest this deep: no person needs more, and
/// recursion stays bounded.
const DEPTH_MAX: usize = 64;

type Located<T> = Result<T, (Fault, Span)>;

pub(crate) fn parse(text: &str, now: Timestamp) -> Result<Query, QueryError> {
    read(text, now).map_err(|(Fault { what, expected }, Span { column, width })| QueryError {
        text: text.to_owned(),
        column,
        width,
        what,
        expected,
    })
}

fn read(text: &str, now: Timestamp) -> Located<Query> {
    let end = Span { column: text.chars().count() + 1, width: 1 };
    let tokens = tokens(text)?;
    let mut parser =
        Parser { tokens: tokens.into_iter().peekable(), end, now, since: None, until: None };
    let root = parser.all(0)?;
    if let Some((_, span)) = parser.tokens.next() {
        return Err((
            Fault::new("this parenthesis opens nowhere", "a `(` before it, or none here"),
            span,
        ));
    }
    Ok(Query { since: parser.since, until: parser.until, root })
}

struct Parser {
    tokens: std::iter::Peekable<std::vec::IntoIter<(Token, Span)>>,
    end: Span,
    now: Timestamp,
    since: Option<Timestamp>,
    until: Option<Timestamp>,
}

impl Parser {
    fn peek(&mut self) -> Option<&Token> {
        self.tokens.peek().map(|(token, _)| token)
    }

    fn place(&mut self) -> Span {
        self.tokens.peek().map_or(self.end, |(_, span)| *span)
    }

    fn all(&mut self, depth: usize) -> Located<Option<Node>> {
        let mut nodes = Vec::new();
        while !matches!(self.peek(), None | Some(Token::Close)) {
            if depth == 0 && self.take_bound()? {
                continue;
            }
            let node = self.either(depth)?;
            // `a (b c)` is `a b c`.
            match node {
                Node::And(inner) => nodes.extend(inner),
                other => nodes.push(other),
            }
            if self.tokens.next_if(|(token, _)| *token == Token::And).is_some()
                && matches!(self.peek(), None | Some(Token::Close))
            {
                let fault = Fault::new("something is missing after `AND`", "a condition");
                return Err((fault, self.place()));
            }
        }
        Ok(join(nodes, Node::And))
    }

    fn either(&mut self, depth: usize) -> Located<Node> {
        let mut nodes = Vec::new();
        loop {
            match self.part(depth)? {
                Node::Or(inner) => nodes.extend(inner),
                other => nodes.push(other),
            }
            if self.tokens.next_if(|(token, _)| *token == Token::Or).is_none() {
                break;
            }
        }
        let nothing = Fault::new("something is missing here", "a condition");
        join(nodes, Node::Or).ok_or((nothing, self.end))
    }

    fn part(&mut self, depth: usize) -> Located<Node> {
        let Some((token, span)) = self.tokens.next() else {
            return Err((Fault::new("something is missing at the end", "a condition"), self.end));
        };
        if depth >= DEPTH_MAX {
            return Err((Fault::new("this nests too deep", "fewer parentheses"), span));
        }
        match token {
            Token::Open => self.group(span, depth + 1),
            Token::Minus => Ok(match self.part(depth + 1)? {
                Node::Not(inner) => *inner,
                other => Node::Not(Box::new(other)),
            }),
            Token::Field(name, values) => has(&name, values, span),
            Token::Free(piece) => Ok(Node::Mentions(piece.glob)),
            Token::Close => {
                Err((Fault::new("nothing is in these parentheses", "a condition"), span))
            }
            Token::Or | Token::And => {
                let fault = Fault::new(
                    "a condition is missing before this",
                    "a condition on either side; write \"OR\" in quotes to search for the word",
                );
                Err((fault, span))
            }
        }
    }

    fn group(&mut self, open: Span, depth: usize) -> Located<Node> {
        let inner = self.all(depth)?;
        if self.tokens.next_if(|(token, _)| *token == Token::Close).is_none() {
            return Err((Fault::new("this parenthesis is not closed", "a `)` at its end"), open));
        }
        inner.ok_or_else(|| (Fault::new("nothing is in these parentheses", "a condition"), open))
    }

    /// Takes `since:` or `until:`, which bound the whole query.
    fn take_bound(&mut self) -> Located<bool> {
        let is_bound =
            |(token, _): &(Token, Span)| matches!(token, Token::Field(name, _) if is_bound(name));
        let Some((Token::Field(name, values), span)) = self.tokens.next_if(is_bound) else {
            return Ok(false);
        };
        let time = bound(&values, self.now, span)?;
        // The narrower of two wins, as of any two conditions.
        if name == "since" {
            self.since = Some(self.since.map_or(time, |since| since.max(time)));
        } else {
            self.until = Some(self.until.map_or(time, |until| until.min(time)));
        }
        Ok(true)
    }
}

fn is_bound(name: &str) -> bool {
    matches!(name, "since" | "until")
}

fn bound(values: &[(Piece, Span)], now: Timestamp, span: Span) -> Located<Timestamp> {
    match values {
        [(piece, span)] => {
            let text = piece.glob.literal().unwrap_or("*");
            time::parse(text, now).map_err(|fault| (fault, *span))
        }
        _ => Err((Fault::new("one time is expected here", "for example `since:2d`"), span)),
    }
}

fn has(name: &str, values: Vec<(Piece, Span)>, span: Span) -> Located<Node> {
    let here = Span { width: name.chars().count(), ..span };
    if is_bound(name) {
        let what = format!("`{name}:` bounds the whole search");
        return Err((Fault::new(what, "put it outside of parentheses, `OR` and `-`"), here));
    }
    let subject = Subject::find(name).map_err(|fault| (fault, here))?;
    let read = |(piece, span)| Value::parse(subject, piece).map_err(|fault| (fault, span));
    let values = values.into_iter().map(read).collect::<Result<_, _>>()?;
    Ok(Node::Has(subject, values))
}

fn join(mut nodes: Vec<Node>, with: fn(Vec<Node>) -> Node) -> Option<Node> {
    if nodes.len() > 1 { Some(with(nodes)) } else { nodes.pop() }
}

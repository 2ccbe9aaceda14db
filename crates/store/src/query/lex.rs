//! A query's text as tokens, each with its place.

use super::{error::Fault, glob::Glob};

/// Where a token stands: columns count characters, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) column: usize,
    pub(crate) width: usize,
}

/// A word or a quoted text, with `*` told from a star that was meant literally.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub(crate) glob: Glob,
    pub(crate) is_quoted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Token {
    Open,
    Close,
    Minus,
    Or,
    And,
    /// `name:` and what follows without white space between.
    Field(String, Vec<(Piece, Span)>),
    Free(Piece),
}

/// All tokens, or the first fault.
pub(crate) fn tokens(text: &str) -> Result<Vec<(Token, Span)>, (Fault, Span)> {
    let mut lexer = Lexer { chars: text.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    while lexer.skip_space() {
        let start = lexer.at;
        let token = lexer.token()?;
        tokens.push((token, lexer.span(start)));
    }
    Ok(tokens)
}

struct Lexer {
    chars: Vec<char>,
    at: usize,
}

impl Lexer {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn span(&self, start: usize) -> Span {
        Span { column: start + 1, width: (self.at - start).max(1) }
    }

    /// Whether anything is left after the white space.
    fn skip_space(&mut self) -> bool {
        while self.peek().is_some_and(char::is_whitespace) {
            self.at += 1;
        }
        self.peek().is_some()
    }

    fn token(&mut self) -> Result<Token, (Fault, Span)> {
        let single = match self.peek() {
            Some('(') => Some(Token::Open),
            Some(')') => Some(Token::Close),
            Some('-') => Some(Token::Minus),
            _ => None,
        };
        if let Some(token) = single {
            self.at += 1;
            return Ok(token);
        }
        if let Some(name) = self.field_name() {
            return Ok(Token::Field(name, self.values()?));
        }
        let piece = self.piece(|c| c == ')')?;
        Ok(match piece.glob.literal() {
            Some("OR") if !piece.is_quoted => Token::Or,
            Some("AND") if !piece.is_quoted => Token::And,
            _ => Token::Free(piece),
        })
    }

    /// `name:`, consumed, if that is what stands here.
    fn field_name(&mut self) -> Option<String> {
        let rest = self.chars.get(self.at..)?;
        let is_name = |c: &char| c.is_ascii_alphanumeric() || *c == '_';
        let name: String = rest.iter().copied().take_while(is_name).collect();
        let is_field = !name.is_empty() && rest.get(name.len()) == Some(&':');
        is_field.then(|| {
            self.at += name.len() + 1;
            name
        })
    }

    fn values(&mut self) -> Result<Vec<(Piece, Span)>, (Fault, Span)> {
        let mut values = Vec::new();
        loop {
            let start = self.at;
            let piece = self.piece(|c| c == ')' || c == ',')?;
            let span = self.span(start);
            if !piece.is_quoted && piece.glob.literal() == Some("") {
                let fault = Fault::new("a value is missing here", "a value, `*` or `\"\"`");
                return Err((fault, span));
            }
            values.push((piece, span));
            if self.peek() != Some(',') {
                return Ok(values);
            }
            self.at += 1;
        }
    }

    /// A quoted text, or a word up to white space or where `ends` says.
    fn piece(&mut self, ends: impl Fn(char) -> bool) -> Result<Piece, (Fault, Span)> {
        let is_quoted = self.peek() == Some('"');
        let start = self.at;
        if is_quoted {
            self.at += 1;
        }
        let mut parts = vec![String::new()];
        loop {
            match self.peek() {
                Some('"') if is_quoted => {
                    self.at += 1;
                    break;
                }
                None if is_quoted => {
                    let fault = Fault::new("this quote is not closed", "a `\"` at its end");
                    return Err((fault, Span { column: start + 1, width: 1 }));
                }
                None => break,
                Some(c) if !is_quoted && (c.is_whitespace() || ends(c)) => break,
                Some('*') if !is_quoted => parts.push(String::new()),
                Some('\\') => {
                    self.at += 1;
                    push(&mut parts, self.peek().unwrap_or('\\'));
                }
                Some(c) => push(&mut parts, c),
            }
            self.at += 1;
        }
        self.at = self.at.min(self.chars.len());
        Ok(Piece { glob: Glob::new(parts), is_quoted })
    }
}

fn push(parts: &mut [String], c: char) {
    if let Some(last) = parts.last_mut() {
        last.push(c);
    }
}

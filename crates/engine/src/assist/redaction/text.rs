//! Many texts looked for at once. Where one may begin a small table tells, from
//! the four bytes that stand there; only there an automaton is asked which.

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

/// Entries of a table at least and at most, as powers of two: of few texts it
/// fits in the fastest cache, of many it shall not be full.
const SIZE_MIN: u32 = 12;
const SIZE_MAX: u32 = 18;

/// Texts that are looked for, whatever the case of their letters. Empty ones are nowhere.
#[derive(Debug)]
pub(super) struct Texts {
    all: AhoCorasick,
}

impl Texts {
    /// # Errors
    /// More of them than there is room for.
    pub(super) fn of(texts: &[String]) -> Result<Self, String> {
        let all = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            // Two steps a byte, but of many thousand names it still fits in the cache.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(texts);
        Ok(Self { all: all.map_err(|error| error.to_string())? })
    }

    /// The longest that stands at this place: which, and where it ends.
    pub(super) fn at(&self, text: &[u8], at: usize) -> Option<(usize, usize)> {
        let input = Input::new(text.get(at..)?).anchored(Anchored::Yes);
        let found = self.all.try_find(input).ok()??;
        (!found.is_empty()).then(|| (found.pattern().as_usize(), at + found.end()))
    }
}

/// Places of a text where something of the two sets may begin.
#[derive(Debug, Clone, Default)]
pub(super) struct Starts {
    pub(super) names: Vec<usize>,
    pub(super) marks: Vec<usize>,
}

/// In a table: a name begins so.
const NAME: u8 = 1;

/// In a table: a mark begins so.
const MARK: u8 = 2;

/// For whatever stands at a place, whether a name or a mark may begin with it.
#[derive(Debug)]
pub(super) struct Heads {
    /// Asked of every place, by three bytes. What it answers are bits by the
    /// fourth: texts that are no longer set all of them.
    three: Table,
    /// Asked of the places that are left, by as many bytes as a text has, up to
    /// eight, with the mask of these. What they answer are sets.
    whole: Vec<(u64, Table)>,
}

const THREE: u64 = 0x00ff_ffff;

impl Heads {
    pub(super) fn of(names: &[String], marks: &[String]) -> Self {
        let names = names.iter().map(|name| (name.as_bytes(), NAME));
        let all = names.chain(marks.iter().map(|mark| (mark.as_bytes(), MARK)));
        let all: Vec<(&[u8], u8)> = all.filter(|(text, _)| !text.is_empty()).collect();
        let threes = all.iter().flat_map(|&(text, _)| {
            let bits = if text.len() < 4 { u8::MAX } else { fourth(head_of(text)) };
            threes(text).map(move |head| (head, bits))
        });
        let mut heads = Self { three: Table::of(&threes.collect::<Vec<_>>()), whole: Vec::new() };
        for length in 1..=8 {
            let mask = u64::MAX >> (64 - 8 * length);
            let of_length = all.iter().filter(|(text, _)| text.len().min(8) == length);
            let entries = of_length.map(|(text, set)| (head_of(text) & mask, *set));
            let entries: Vec<_> = entries.collect();
            if !entries.is_empty() {
                heads.whole.push((mask, Table::of(&entries)));
            }
        }
        heads
    }

    /// Finds the places in a text, in order.
    pub(super) fn find(&self, text: &[u8], starts: &mut Starts) {
        starts.names.clear();
        starts.marks.clear();
        for (at, &[a, b, c, d]) in text.array_windows().enumerate() {
            let head = folded([a, b, c, d, 0, 0, 0, 0]);
            if self.three.get(head & THREE) & fourth(head) != 0 {
                self.look(text, at, starts);
            }
        }
        for at in text.len().saturating_sub(3)..text.len() {
            self.look(text, at, starts);
        }
    }

    /// Looks closer.
    fn look(&self, text: &[u8], at: usize, starts: &mut Starts) {
        let head = head_of(text.get(at..).unwrap_or_default());
        let sets = self.whole.iter().fold(0, |sets, (mask, table)| sets | table.get(head & mask));
        if sets & NAME != 0 {
            starts.names.push(at);
        }
        if sets & MARK != 0 {
            starts.marks.push(at);
        }
    }
}

/// One of eight bits, by the fourth byte.
fn fourth(head: u64) -> u8 {
    1 << (head >> 24 & 7)
}

/// Bytes as a number, the case of letters aside. Others than letters may become
/// the same, too: it is only asked whether to look closer.
fn folded(head: [u8; 8]) -> u64 {
    u64::from_le_bytes(head) | 0x2020_2020_2020_2020
}

/// The first eight bytes of a text; where it has no more, blanks.
fn head_of(text: &[u8]) -> u64 {
    match text.first_chunk() {
        Some(&head) => folded(head),
        None => folded(std::array::from_fn(|index| text.get(index).copied().unwrap_or(0))),
    }
}

/// Whatever three bytes may stand where a text begins.
fn threes(text: &[u8]) -> impl Iterator<Item = u64> + use<> {
    let head = head_of(text);
    let all = |index: usize| if index < text.len() { 0..1 } else { 0..256 };
    let (second, third) = (all(1), all(2));
    second.flat_map(move |b| third.clone().map(move |c| (head | b << 8 | c << 16) & THREE))
}

/// Bits by a number, as a hash table without keys: it may tell of a bit that
/// is another number's.
#[derive(Debug)]
struct Table {
    bits: Vec<u8>,
    shift: u32,
}

impl Table {
    fn of(entries: &[(u64, u8)]) -> Self {
        let size = entries.len().saturating_mul(16).max(1).ilog2().clamp(SIZE_MIN, SIZE_MAX);
        let mut table = Self { bits: vec![0; 1 << size], shift: u64::BITS - size };
        for &(head, more) in entries {
            let place = table.place(head);
            if let Some(bits) = table.bits.get_mut(place) {
                *bits |= more;
            }
        }
        table
    }

    fn place(&self, head: u64) -> usize {
        // Times 2^64 over the golden ratio (Knuth, volume 3, 6.4).
        usize::try_from(head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> self.shift).unwrap_or(0)
    }

    fn get(&self, head: u64) -> u8 {
        self.bits.get(self.place(head)).copied().unwrap_or(0)
    }
}

//! Many texts looked for at once. Where one may begin a small table tells, from
//! the four bytes that stand there; only there an automaton is asked which.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, AhoCorasickKind, Anchored, Input, MatchKind, StartKind};

use super::senseless::Senseless;

/// Places of the table at least and at most, as powers of two: of few texts it
/// fits in the fastest cache, of many it shall not be full.
const BITS_MIN: u32 = 12;
const BITS_MAX: u32 = 18;

/// Texts that are looked for, whatever the case of their letters. Empty ones are nowhere.
#[derive(Debug)]
pub(super) struct Texts {
    all: AhoCorasick,
}

impl Texts {
    /// # Errors
    /// More of them than there is room for.
    pub(super) fn of(texts: &[String]) -> Result<Self, Senseless> {
        let all = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .start_kind(StartKind::Anchored)
            // Two steps a byte, but of many thousand names it still fits in the cache.
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(texts);
        Ok(Self { all: all.map_err(|error| Senseless::TooMany(error.to_string()))? })
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

/// Whether names, marks or both begin so.
#[derive(Debug, Clone, Copy, Default)]
struct Sets {
    is_name: bool,
    is_mark: bool,
}

/// For whatever stands at a place, whether a name or a mark may begin with it.
#[derive(Debug)]
pub(super) struct Heads {
    /// Asked of every place, by a hash of three bytes: a bit for each fourth
    /// byte, all of them where a text has no more than three. It may tell of
    /// what other texts have that share the hash.
    fourths: Vec<u32>,
    /// By the same: a bit for each length of the texts, up to eight bytes.
    lengths: Vec<u8>,
    shift: u32,
    /// Asked of the places that are left, by the length, up to eight.
    whole: [Whole; LENGTH_MAX],
}

/// Bytes that are compared at most before the automaton is asked.
const LENGTH_MAX: usize = 8;

const THREE: u64 = 0x00ff_ffff;

impl Heads {
    pub(super) fn of(names: &[String], marks: &[String]) -> Self {
        let names = names.iter().map(|name| (name.as_bytes(), true));
        let all = names.chain(marks.iter().map(|mark| (mark.as_bytes(), false)));
        let all: Vec<(&[u8], bool)> = all.filter(|(text, _)| !text.is_empty()).collect();
        let heads: BTreeSet<u64> = all.iter().flat_map(|(text, _)| threes(text)).collect();
        let bits = heads.len().saturating_mul(8).max(1).ilog2().clamp(BITS_MIN, BITS_MAX);
        let mut heads = Self {
            fourths: vec![0; 1 << bits],
            lengths: vec![0; 1 << bits],
            shift: u32::BITS - bits,
            whole: std::array::from_fn(|index| {
                let of_length =
                    all.iter().filter(|(text, _)| text.len().min(LENGTH_MAX) == index + 1);
                Whole::of(index + 1, &of_length.copied().collect::<Vec<_>>())
            }),
        };
        for (text, _) in all {
            heads.add(text);
        }
        heads
    }

    fn add(&mut self, text: &[u8]) {
        let bits = if text.len() < 4 { u32::MAX } else { fourth(low(head_of(text))) };
        for three in threes(text) {
            let place = place_of(low(three), self.shift);
            if let (Some(fourths), Some(lengths)) =
                (self.fourths.get_mut(place), self.lengths.get_mut(place))
            {
                *fourths |= bits;
                *lengths |= 1 << (text.len().min(LENGTH_MAX) - 1);
            }
        }
    }

    /// Finds the places in a text, in order.
    pub(super) fn find(&self, text: &[u8], starts: &mut Starts) {
        starts.names.clear();
        starts.marks.clear();
        for (at, &four) in text.array_windows().enumerate() {
            let head = u32::from_le_bytes(four) | 0x2020_2020;
            let place = place_of(head, self.shift);
            if self.fourths.get(place).is_some_and(|bits| bits & fourth(head) != 0) {
                self.look(text, at, place, starts);
            }
        }
        for at in text.len().saturating_sub(3)..text.len() {
            let head = head_of(text.get(at..).unwrap_or_default());
            self.look(text, at, place_of(low(head), self.shift), starts);
        }
    }

    /// Looks closer.
    fn look(&self, text: &[u8], at: usize, place: usize, starts: &mut Starts) {
        let head = head_of(text.get(at..).unwrap_or_default());
        let mut lengths = self.lengths.get(place).copied().unwrap_or(0);
        let (mut is_name, mut is_mark) = (false, false);
        while lengths != 0 {
            let length = usize::try_from(lengths.trailing_zeros()).unwrap_or(0);
            lengths &= lengths - 1;
            let sets = self.whole.get(length).map(|whole| whole.get(head)).unwrap_or_default();
            is_name |= sets.is_name;
            is_mark |= sets.is_mark;
        }
        if is_name {
            starts.names.push(at);
        }
        if is_mark {
            starts.marks.push(at);
        }
    }
}

/// One of 32 bits, by the fourth byte: each letter has its own.
fn fourth(head: u32) -> u32 {
    1u32.wrapping_shl(head >> 24)
}

/// A place in the tables by the first three bytes.
fn place_of(head: u32, shift: u32) -> usize {
    usize::try_from((head << 8).wrapping_mul(0x9e37_79b1) >> shift).unwrap_or(0)
}

/// The first four bytes of eight.
fn low(head: u64) -> u32 {
    u32::try_from(head & 0xffff_ffff).unwrap_or(0)
}

/// Bytes as a number, the case of letters aside. Others than letters may become
/// the same, too: it is only asked whether to look closer.
fn folded(head: [u8; LENGTH_MAX]) -> u64 {
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

/// Times 2^64 over the golden ratio (Knuth, volume 3, 6.4), its first bits.
fn hash(head: u64, shift: u32) -> usize {
    usize::try_from(head.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> shift).unwrap_or(0)
}

/// What begins with so many bytes, as a hash table with open addresses.
#[derive(Debug)]
struct Whole {
    slots: Vec<Option<(u64, Sets)>>,
    shift: u32,
    mask: u64,
}

impl Whole {
    fn of(length: usize, texts: &[(&[u8], bool)]) -> Self {
        let bits = texts.len().saturating_mul(4).max(2).ilog2();
        let mut whole = Self {
            slots: vec![None; 1 << bits],
            shift: u64::BITS - bits,
            mask: u64::MAX >> (8 * (LENGTH_MAX - length)),
        };
        for &(text, is_name) in texts {
            let head = head_of(text) & whole.mask;
            let mut sets = whole.get(head);
            sets.is_name |= is_name;
            sets.is_mark |= !is_name;
            let place = whole.place(head);
            if let Some(slot) = whole.slots.get_mut(place) {
                *slot = Some((head, sets));
            }
        }
        whole
    }

    /// Where a head is, or would be.
    fn place(&self, head: u64) -> usize {
        let mut place = hash(head, self.shift);
        while let Some(Some((other, _))) = self.slots.get(place) {
            if *other == head {
                break;
            }
            place = if place + 1 == self.slots.len() { 0 } else { place + 1 };
        }
        place
    }

    fn get(&self, head: u64) -> Sets {
        let place = self.place(head & self.mask);
        self.slots.get(place).copied().flatten().map(|(_, sets)| sets).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every place where one of the texts begins, looked for one by one.
    fn plainly(text: &[u8], texts: &[String]) -> Vec<usize> {
        let stands = |at: usize, one: &String| {
            let here = text.get(at..at + one.len());
            !one.is_empty() && here.is_some_and(|here| here.eq_ignore_ascii_case(one.as_bytes()))
        };
        (0..text.len()).filter(|&at| texts.iter().any(|one| stands(at, one))).collect()
    }

    /// The places that are told, and of these the ones at which a text stands.
    fn told(texts: &[String], starts: &[usize], text: &[u8]) -> Vec<usize> {
        let all = Texts::of(texts).unwrap();
        starts.iter().copied().filter(|&at| all.at(text, at).is_some()).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

        #[test]
        fn no_place_is_passed_over(
            names in prop::collection::vec("[aA-cC@_é]{0,10}", 0..8),
            marks in prop::collection::vec("[a-c:/]{0,10}", 0..8),
            text in "[aA-cC@_é:/]{0,60}",
        ) {
            let mut starts = Starts::default();
            Heads::of(&names, &marks).find(text.as_bytes(), &mut starts);
            for (texts, starts) in [(&names, &starts.names), (&marks, &starts.marks)] {
                prop_assert!(starts.is_sorted_by(|a, b| a < b));
                prop_assert_eq!(told(texts, starts, text.as_bytes()), plainly(text.as_bytes(), texts));
            }
        }
    }

    #[test]
    fn the_longest_counts_and_case_does_not() {
        let texts = ["user", "User_ID", "sk"].map(str::to_owned);
        let all = Texts::of(&texts).unwrap();
        assert_eq!(all.at(b"a USER_id", 2), Some((1, 9)));
        assert_eq!(all.at(b"a USER_ix", 2), Some((0, 6)));
        assert_eq!(all.at(b"task", 2), Some((2, 4)));
        assert_eq!(all.at(b"a user", 1), None);
    }
}

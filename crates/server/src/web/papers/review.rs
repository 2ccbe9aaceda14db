//! The review of a case as a document.

use engine::coordinate::review::{Review, Section};
use engine::investigate::timeline::TimelineEntry;

use super::{span, time};
use crate::paper::{Block, Paper, Table};
use crate::web::moment::utc;
use crate::web::naming;
use crate::web::page::notice_to;
use crate::web::words::Words;

/// Writes it, in this language.
pub(in crate::web) fn paper(words: &Words, review: &Review) -> Paper {
    let title = words.t2(
        "review-paper-title",
        ("case", review.case.to_string()),
        ("title", review.title.clone()),
    );
    let mut blocks = lead(words, review);
    blocks.extend(owed(words, review));
    blocks.extend(table(words, "review-decisions", &review.decisions));
    blocks.extend(acts(words, review));
    blocks.extend(follow_ups(words, review));
    blocks.extend(evidence(words, review));
    blocks.extend(table(words, "review-timeline", &review.timeline));
    Paper {
        title,
        lang: words.lang().as_str(),
        mark: review.is_exercise.then(|| words.t("exercise-mark")),
        foot: words.t2(
            "review-foot",
            ("case", review.case.to_string()),
            ("at", utc(review.made_at)),
        ),
        made_at: review.made_at,
        blocks,
    }
}

/// A line of a timeline in words.
fn line(words: &Words, entry: &TimelineEntry) -> String {
    let args = entry.args.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    words.sentence(&entry.key, args)
}

fn lead(words: &Words, review: &Review) -> Vec<Block> {
    let mut blocks = vec![Block::Pairs(figures(words, review))];
    for section in Section::ALL {
        blocks.push(Block::Heading(words.t(format!("review-section-{}", section.as_str()))));
        let written = review.sections.get(&section);
        blocks.push(Block::Text(
            written.map_or_else(|| words.t("review-unwritten"), |written| written.text.clone()),
        ));
    }
    if !review.lacks.is_empty() {
        blocks.push(Block::Heading(words.t("review-lacks")));
        let lacks = review.lacks.iter();
        let lacks = lacks.map(|lack| words.t(format!("review-lack-{}", lack.as_str())));
        blocks.push(Block::List(lacks.collect()));
    }
    blocks
}

/// What stands at the head: kind, times, spans.
fn figures(words: &Words, review: &Review) -> Vec<(String, String)> {
    let (reached, spans) = (&review.milestones, &review.spans);
    [
        ("review-kind", naming::kind(words, review.kind)),
        ("review-phase", naming::phase(words, review.phase)),
        ("review-began", time(words, reached.began_at)),
        ("review-detected", time(words, reached.detected_at)),
        ("review-declared", time(words, reached.declared_at)),
        ("review-informed", time(words, reached.informed_at)),
        ("review-customers-informed", time(words, reached.customers_informed_at)),
        ("review-contained", time(words, reached.contained_at)),
        ("review-all-clear", time(words, reached.all_clear_at)),
        ("review-closed", time(words, reached.closed_at)),
        ("review-exposure-window", span(words, spans.exposure_window_s)),
        ("review-to-detect", span(words, spans.to_detect_s)),
        ("review-to-contain", span(words, spans.to_contain_s)),
        ("review-to-inform", span(words, spans.to_inform_s)),
        ("review-to-inform-customers", span(words, spans.to_inform_customers_s)),
    ]
    .into_iter()
    .map(|(key, value)| (words.t(key), value))
    .collect()
}

fn owed(words: &Words, review: &Review) -> Vec<Block> {
    let owed = &review.owed;
    let told = words.t2("review-owed-told", ("due_count", owed.due), ("kept_count", owed.kept));
    let mut blocks = vec![Block::Heading(words.t("review-owed")), Block::Text(told)];
    if !owed.late.is_empty() {
        let row = |late: &engine::coordinate::review::report::LateLine| {
            vec![late.whom.clone(), utc(late.due_at), time(words, late.done_at)]
        };
        blocks.push(Block::Table(Table {
            head: heads(words, &["review-whom", "review-due", "review-done"]),
            shares: vec![4, 3, 3],
            rows: owed.late.iter().map(row).collect(),
        }));
    }
    if !owed.late_notices.is_empty() {
        let row = |late: &engine::coordinate::review::report::LateNotice| {
            let notice = format!("{} {}", late.regulation, late.article);
            vec![notice, notice_to(words, &late.to), utc(late.due_at), time(words, late.done_at)]
        };
        blocks.push(Block::Heading(words.t("review-late-notices")));
        blocks.push(Block::Table(Table {
            head: heads(words, &["review-notice", "review-whom", "review-due", "review-done"]),
            shares: vec![3, 3, 2, 2],
            rows: owed.late_notices.iter().map(row).collect(),
        }));
    }
    blocks
}

fn table(words: &Words, heading: &str, lines: &[TimelineEntry]) -> Vec<Block> {
    let row =
        |entry: &TimelineEntry| vec![utc(entry.occurred_at), line(words, entry), entry.by.clone()];
    let rows: Vec<Vec<String>> = lines.iter().map(row).collect();
    let head = heads(words, &["review-when", "review-what", "review-who"]);
    section(words, heading, Table { head, shares: vec![24, 60, 16], rows })
}

fn acts(words: &Words, review: &Review) -> Vec<Block> {
    let rows = review.acts.iter().map(|act| {
        let name = words.t(format!("act-{}", act.act.replace('_', "-")));
        let name = if act.is_undo { words.t1("review-undo", "act", name) } else { name };
        let outcome = words.t(format!("review-outcome-{}", act.outcome));
        vec![utc(act.at), name, act.target.clone(), outcome]
    });
    let rows = rows.collect();
    let head = heads(words, &["review-when", "review-act", "review-target", "review-outcome"]);
    section(words, "review-acts", Table { head, shares: vec![24, 26, 34, 16], rows })
}

fn follow_ups(words: &Words, review: &Review) -> Vec<Block> {
    let rows = review.follow_ups.iter().map(|one| {
        let ended = one.ended.as_ref().map_or("open", |ended| ended.ending.as_str());
        let state = words.t(format!("follow-up-{ended}"));
        let due = one.due.map_or_else(|| "–".to_owned(), |due| due.to_string());
        vec![one.text.clone(), one.owner.clone(), due, state]
    });
    let rows = rows.collect();
    let head = heads(words, &["review-what", "follow-up-owner", "review-due", "review-state"]);
    section(words, "review-follow-ups", Table { head, shares: vec![50, 20, 15, 15], rows })
}

fn evidence(words: &Words, review: &Review) -> Vec<Block> {
    let row = |(name, hash): &(String, String)| vec![name.clone(), hash.clone()];
    let rows = review.evidence.iter().map(row).collect();
    let head = heads(words, &["review-item", "review-hash"]);
    section(words, "review-evidence", Table { head, shares: vec![35, 65], rows })
}

/// A heading with its table, or with a word that there is nothing.
fn section(words: &Words, heading: &str, table: Table) -> Vec<Block> {
    let under = if table.rows.is_empty() {
        Block::Text(words.t("review-none"))
    } else {
        Block::Table(table)
    };
    vec![Block::Heading(words.t(heading)), under]
}

fn heads(words: &Words, keys: &[&str]) -> Vec<String> {
    keys.iter().map(|key| words.t(key)).collect()
}

//! What a row holds: one list that reading, writing and searching share.
//!
//! Names are those of [`event::field::FIELDS`]. `created_at` is not kept: it
//! is `occurred_at` as text. `ip_high` and `ip_low` are the address as two
//! numbers (IPv4 as `::ffff:a.b.c.d`), so that a network is a range.

use std::{borrow::Cow, net::IpAddr, sync::Arc};

use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use event::Event;

/// Changes when the columns or the meaning of the files change: an index of
/// another version is built anew from the ledger.
pub(crate) const SCHEMA_VERSION: &str = "portcullis.index/2";

/// Ledger index of the telling.
pub(crate) const RECORD_INDEX: &str = "record_index";
/// When it happened.
pub(crate) const OCCURRED_AT: &str = "occurred_at";
/// When we received it.
pub(crate) const RECEIVED_AT: &str = "received_at";
/// 128 bits of dedup key.
pub(crate) const KEY: &str = "key";
/// Upper half of the address.
pub(crate) const IP_HIGH: &str = "ip_high";
/// Lower half of the address.
pub(crate) const IP_LOW: &str = "ip_low";

/// Bytes in a dedup key.
pub(crate) const KEY_BYTES: i32 = 16;

/// How a field is taken from an event.
#[derive(Clone, Copy)]
pub(crate) enum Take {
    /// As text.
    Text(for<'a> fn(&'a Event) -> Option<Cow<'a, str>>),
    /// As a number.
    Number(fn(&Event) -> Option<i64>),
}

/// One field of the taxonomy as a column.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    /// Name in SQL, as in [`event::field::FIELDS`].
    pub(crate) name: &'static str,
    /// How to get it.
    pub(crate) take: Take,
    /// Whether Parquet files carry a bloom filter on it.
    pub(crate) has_bloom: bool,
    /// Whether the values are a closed list of lower-case words.
    pub(crate) is_word: bool,
}

impl Column {
    const fn text(name: &'static str, take: for<'a> fn(&'a Event) -> Option<Cow<'a, str>>) -> Self {
        Self { name, take: Take::Text(take), has_bloom: false, is_word: false }
    }

    const fn number(name: &'static str, take: fn(&Event) -> Option<i64>) -> Self {
        Self { name, take: Take::Number(take), has_bloom: false, is_word: false }
    }

    const fn with_bloom(self) -> Self {
        Self { has_bloom: true, ..self }
    }

    const fn word(self) -> Self {
        Self { is_word: true, ..self }
    }

    /// Whether it holds text.
    pub(crate) fn is_text(self) -> bool {
        matches!(self.take, Take::Text(_))
    }
}

fn borrow(text: Option<&String>) -> Option<Cow<'_, str>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn number(text: Option<&String>) -> Option<i64> {
    text?.parse().ok()
}

fn filled(text: &str) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(text)).filter(|text| !text.is_empty())
}

fn of_actor(event: &Event) -> Option<&event::Actor> {
    event.is_parsed().then_some(&event.actor)
}

fn of_target(event: &Event) -> Option<&event::Target> {
    event.target.as_ref()
}

fn of_request(event: &Event) -> Option<&event::Request> {
    event.request.as_ref()
}

/// All fields, in the order of the columns.
pub(crate) const COLUMNS: &[Column] = &[
    Column::text("service", |e| Some(e.service().as_str().into())).word(),
    Column::text("format", |e| Some(e.format.as_str().into())).word(),
    Column::text("way", |e| Some(e.way.as_str().into())).word(),
    Column::text("event_type", |e| borrow(e.event_type.as_ref())).with_bloom(),
    Column::text("id", |e| borrow(e.id.as_ref().map(|id| &id.0))),
    Column::number("author_id", |e| of_actor(e)?.id).with_bloom(),
    Column::text("author_name", |e| borrow(of_actor(e)?.name.as_ref())).with_bloom(),
    Column::text("author_class", |e| Some(of_actor(e)?.kind.as_str().into())).word(),
    Column::text("impersonated_by", |e| borrow(of_actor(e)?.impersonator.as_ref())),
    Column::text("entity_type", |e| filled(&e.entity.as_ref()?.kind)),
    Column::number("entity_id", |e| e.entity.as_ref()?.id),
    Column::text("entity_path", |e| borrow(e.entity.as_ref()?.path.as_ref())).with_bloom(),
    Column::text("target_type", |e| borrow(of_target(e)?.kind.as_ref())),
    Column::text("target_id", |e| borrow(of_target(e)?.id.as_ref())),
    Column::text("target_details", |e| borrow(of_target(e)?.details.as_ref())).with_bloom(),
    Column::text("change", |e| borrow(e.change.field.as_ref())),
    Column::text("from", |e| borrow(e.change.from.as_ref())),
    Column::text("to", |e| borrow(e.change.to.as_ref())),
    Column::text("add", |e| borrow(e.change.add.as_ref())),
    Column::text("remove", |e| borrow(e.change.remove.as_ref())),
    Column::text("custom_message", |e| borrow(e.message.as_ref())),
    Column::text("ip_address", |e| Some(Cow::Owned(e.ip?.to_string()))).with_bloom(),
    Column::text("correlation_id", |e| borrow(e.correlation_id.as_ref())),
    Column::text("method", |e| borrow(of_request(e)?.method.as_ref())),
    Column::text("path", |e| borrow(of_request(e)?.path.as_ref())),
    Column::text("route", |e| borrow(of_request(e)?.route.as_ref())),
    Column::number("status", |e| of_request(e)?.status.map(i64::from)),
    Column::text("ua", |e| borrow(of_request(e)?.user_agent.as_ref())),
    Column::text("token_type", |e| filled(&e.token.as_ref()?.kind)),
    Column::number("token_id", |e| Some(e.token.as_ref()?.id)).with_bloom(),
    Column::text("with", |e| borrow(e.more.get("with"))),
    Column::text("severity", |e| borrow(e.more.get("severity"))),
    Column::text("controller", |e| borrow(e.more.get("controller"))),
    Column::text("action", |e| borrow(e.more.get("action"))),
    Column::text("params", |e| borrow(e.more.get("params"))),
    Column::text("query_string", |e| borrow(e.more.get("query_string"))),
    Column::text("operation_name", |e| borrow(e.more.get("operation_name"))),
    Column::text("env", |e| borrow(e.more.get("env"))),
    Column::text("matched", |e| borrow(e.more.get("matched"))),
    Column::text("command", |e| borrow(e.more.get("command"))),
    Column::text("protocol", |e| borrow(e.more.get("protocol"))),
    Column::number("key_id", |e| number(e.more.get("key_id"))),
    Column::text("gl_repository", |e| borrow(e.more.get("gl_repository"))),
    Column::text("ref", |e| borrow(e.more.get("ref"))),
    Column::text("grpc_service", |e| borrow(e.more.get("grpc_service"))),
    Column::text("grpc_method", |e| borrow(e.more.get("grpc_method"))),
    Column::text("grpc_code", |e| borrow(e.more.get("grpc_code"))),
    Column::text("class", |e| borrow(e.more.get("class"))),
    Column::text("job_status", |e| borrow(e.more.get("job_status"))),
    Column::text("jid", |e| borrow(e.more.get("jid"))),
    Column::number("hook_id", |e| number(e.more.get("hook_id"))),
    Column::text("feature", |e| borrow(e.more.get("feature"))),
    Column::text("exception_class", |e| borrow(e.more.get("exception_class"))),
    Column::text("exception_message", |e| borrow(e.more.get("exception_message"))),
    Column::text("service_class", |e| borrow(e.more.get("service_class"))),
    Column::text("client_url", |e| borrow(e.more.get("client_url"))),
    Column::text("referer", |e| borrow(e.more.get("referer"))),
    Column::number("bytes_sent", |e| number(e.more.get("bytes_sent"))),
    Column::text("duration_s", |e| borrow(e.more.get("duration_s"))),
    Column::text("access_level", |e| borrow(e.more.get("access_level"))),
    Column::text("visibility", |e| borrow(e.more.get("visibility"))),
    Column::text("email", |e| borrow(e.more.get("email"))),
    Column::text("state", |e| borrow(e.more.get("state"))),
];

/// The column of that name.
pub(crate) fn find(name: &str) -> Option<Column> {
    COLUMNS.iter().copied().find(|column| column.name == name)
}

/// An address as two numbers that sort as addresses do.
pub(crate) fn halves(ip: IpAddr) -> (u64, u64) {
    let bits = match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped().to_bits(),
        IpAddr::V6(ip) => ip.to_bits(),
    };
    let [high, low] = [bits >> 64, bits & u128::from(u64::MAX)];
    (u64::try_from(high).unwrap_or(u64::MAX), u64::try_from(low).unwrap_or(u64::MAX))
}

/// The type of an instant.
pub(crate) fn instant() -> DataType {
    DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into()))
}

/// The columns as queries see them and as Parquet files hold them.
pub(crate) fn schema() -> SchemaRef {
    schema_with(&DataType::Utf8View)
}

/// The columns as rows in memory hold them: each text once per chunk.
pub(crate) fn memory_schema() -> SchemaRef {
    schema_with(&DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)))
}

fn schema_with(text: &DataType) -> SchemaRef {
    let mut fields = vec![
        Field::new(RECORD_INDEX, DataType::UInt64, false),
        Field::new(OCCURRED_AT, instant(), false),
        Field::new(RECEIVED_AT, instant(), false),
        Field::new(KEY, DataType::FixedSizeBinary(KEY_BYTES), false),
    ];
    fields.extend(COLUMNS.iter().map(|column| {
        let kind = if column.is_text() { text.clone() } else { DataType::Int64 };
        Field::new(column.name, kind, true)
    }));
    fields.push(Field::new(IP_HIGH, DataType::UInt64, true));
    fields.push(Field::new(IP_LOW, DataType::UInt64, true));
    Arc::new(Schema::new(fields))
}

//! The OpenAPI 3.1 document, made from the table of routes: what is served is
//! described, what is described is served.

use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use utoipa::openapi::path::{OperationBuilder, ParameterBuilder, ParameterIn};
use utoipa::openapi::request_body::RequestBodyBuilder;
use utoipa::openapi::schema::{Object, Type};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme,
};
use utoipa::openapi::{
    Components, ContentBuilder, HttpMethod, InfoBuilder, License, OpenApi, OpenApiBuilder,
    PathItem, Paths, Ref, Required, ResponseBuilder, ResponsesBuilder,
};
use utoipa::{PartialSchema as _, ToSchema as _};

use crate::web::problem::Problem;
use crate::web::route::{self, Access, Route};

pub(super) const ROUTES: &[Route] =
    &[Route::get("/api/v1/openapi.json", Access::Anyone, || get(show)).says("This document")];

async fn show() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], document_json()).into_response()
}

/// The document as JSON.
pub(in crate::web) fn document_json() -> String {
    document().to_pretty_json().unwrap_or_default()
}

fn document() -> OpenApi {
    let mut paths = Paths::new();
    for route in route::all().filter(|route| route.path.starts_with("/api/")) {
        let Some(method) = method_of(route) else { continue };
        let item = PathItem::new(method, operation(route));
        match paths.paths.get_mut(route.path) {
            Some(present) => present.merge_operations(item),
            None => {
                paths.paths.insert(route.path.to_owned(), item);
            }
        }
    }
    let mut components = Components::new();
    components.schemas.insert(Problem::name().into_owned(), Problem::schema());
    components.add_security_scheme(
        "api_token",
        SecurityScheme::Http(HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build()),
    );
    components.add_security_scheme(
        "session",
        SecurityScheme::ApiKey(ApiKey::Cookie(ApiKeyValue::new("portcullis"))),
    );
    OpenApiBuilder::new()
        .info(
            InfoBuilder::new()
                .title("Portcullis")
                .version(env!("CARGO_PKG_VERSION"))
                .license(Some(License::new("MIT OR Apache-2.0"))),
        )
        .paths(paths)
        .components(Some(components))
        .build()
}

fn method_of(route: &Route) -> Option<HttpMethod> {
    match route.method.as_str() {
        "GET" => Some(HttpMethod::Get),
        "POST" => Some(HttpMethod::Post),
        "DELETE" => Some(HttpMethod::Delete),
        _ => None,
    }
}

fn operation(route: &Route) -> utoipa::openapi::path::Operation {
    let mut operation = OperationBuilder::new()
        .operation_id(Some(operation_id(route)))
        .summary(Some(route.summary))
        .responses(responses(route));
    if let Access::Needs(permission) = route.access {
        let needs = format!("Needs a role that may `{}`.", permission.as_str());
        operation = operation.description(Some(needs));
    }
    if route.access == Access::Anyone {
        operation = operation.securities(Some([SecurityRequirement::default()]));
    } else {
        for scheme in ["api_token", "session"] {
            operation = operation.security(SecurityRequirement::new(scheme, [""; 0]));
        }
    }
    for name in variables(route.path) {
        operation = operation.parameter(parameter(name, ParameterIn::Path, None));
    }
    for (name, meaning) in route.query {
        operation = operation.parameter(parameter(name, ParameterIn::Query, Some(meaning)));
    }
    if let Some(schema) = route.body {
        let content = ContentBuilder::new().schema(Some(schema())).build();
        let body = RequestBodyBuilder::new()
            .content("application/json", content)
            .required(Some(Required::True));
        operation = operation.request_body(Some(body.build()));
    }
    operation.build()
}

/// `post_cases_id_notes`: stable, for generated clients.
fn operation_id(route: &Route) -> String {
    let path = route.path.trim_start_matches("/api/v1/").replace(['/', '-'], "_");
    let path: String = path.chars().filter(|c| !matches!(c, '{' | '}' | '.')).collect();
    format!("{}_{path}", route.method.as_str().to_ascii_lowercase())
}

/// The names between braces in a path.
fn variables(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
}

fn parameter(
    name: &str,
    place: ParameterIn,
    meaning: Option<&str>,
) -> utoipa::openapi::path::Parameter {
    let required = if place == ParameterIn::Path { Required::True } else { Required::False };
    ParameterBuilder::new()
        .name(name)
        .parameter_in(place)
        .required(required)
        .description(meaning)
        .schema(Some(Object::with_type(Type::String)))
        .build()
}

fn responses(route: &Route) -> utoipa::openapi::Responses {
    let shape = if route.answers == "application/json" { Type::Object } else { Type::String };
    let good = ContentBuilder::new().schema(Some(Object::with_type(shape))).build();
    let bad = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    ResponsesBuilder::new()
        .response("2XX", ResponseBuilder::new().description("Done").content(route.answers, good))
        .response(
            "default",
            ResponseBuilder::new()
                .description("Not done: the rule, what is missing, what to do next")
                .content("application/problem+json", bad),
        )
        .build()
}

//! Services whose tokens are known by a prefix: a line for each service, and a
//! line in `vendor.rs` for each prefix.

use serde::{Deserialize, Serialize};

/// The services: the variant, the word for its tokens, its own name.
macro_rules! vendors {
    ($($variant:ident $word:literal $name:literal)+) => {
        /// Services whose tokens are known by a prefix.
        #[derive(
            Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize,
        )]
        #[serde(rename_all = "snake_case")]
        pub enum Vendor {
            $(
                #[doc = concat!("`", $name, "`.")]
                $variant,
            )+
        }

        impl Vendor {
            pub(super) fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }

            /// The service's name, the same in every language.
            pub(super) fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)+
                }
            }
        }
    };
}

vendors! {
    Github "github_token" "GitHub"
    GoogleApi "google_api_key" "Google API"
    Slack "slack_token" "Slack"
    Stripe "stripe_key" "Stripe"
    Npm "npm_token" "npm"
    Pypi "pypi_token" "PyPI"
    DockerHub "docker_hub_token" "Docker Hub"
    HuggingFace "hugging_face_token" "Hugging Face"
    Vault "vault_token" "HashiCorp Vault"
    Sendgrid "sendgrid_key" "SendGrid"
    DigitalOcean "digital_ocean_token" "DigitalOcean"
    Age "age_key" "age"
    Anthropic "anthropic_key" "Anthropic"
    Artifactory "artifactory_key" "JFrog Artifactory"
    Atlassian "atlassian_token" "Atlassian"
    Buildkite "buildkite_token" "Buildkite"
    CircleCi "circle_ci_token" "CircleCI"
    Contentful "contentful_token" "Contentful"
    CratesIo "crates_io_token" "crates.io"
    Databricks "databricks_token" "Databricks"
    Discord "discord_webhook" "Discord"
    Doppler "doppler_token" "Doppler"
    Dynatrace "dynatrace_token" "Dynatrace"
    Figma "figma_token" "Figma"
    Grafana "grafana_token" "Grafana"
    Heroku "heroku_key" "Heroku"
    Linear "linear_key" "Linear"
    Mailgun "mailgun_key" "Mailgun"
    Netlify "netlify_token" "Netlify"
    NewRelic "new_relic_key" "New Relic"
    Notion "notion_token" "Notion"
    Nuget "nuget_key" "NuGet"
    OnePassword "one_password_token" "1Password"
    OpenAi "open_ai_key" "OpenAI"
    PlanetScale "planet_scale_token" "PlanetScale"
    Postman "postman_key" "Postman"
    Pulumi "pulumi_token" "Pulumi"
    Replicate "replicate_token" "Replicate"
    RubyGems "ruby_gems_key" "RubyGems"
    Sentry "sentry_token" "Sentry"
    Shopify "shopify_token" "Shopify"
    SonarQube "sonar_qube_token" "SonarQube"
    Square "square_token" "Square"
    Supabase "supabase_token" "Supabase"
    Tailscale "tailscale_key" "Tailscale"
    Twilio "twilio_key" "Twilio"
    JsonWebToken "json_web_token" "JWT"
}

//! What maintainers do in their projects.

use super::{Chore, On};
use crate::traffic::day::cast::Role;

const CI_CD: &str = "Projects::VariablesController#update";
const TOKENS: &str = "Projects::Settings::AccessTokensController#create";
const REPOSITORY: &str = "Projects::Settings::RepositoryController#create_deploy_token";
const HOOKS: &str = "Projects::HooksController#create";
const MEMBERS: &str = "Projects::ProjectMembersController#update";
const EDIT: &str = "ProjectsController#update";
const BRANCHES: &str = "Projects::ProtectedBranchesController#update";
const RUNNERS: &str = "Projects::RunnersController#update";
const GRAPHQL: &str = "GraphqlController#execute";
const USER: (&str, &str) = ("User", "@");
const BRANCH: (&str, &str) = ("ProtectedBranch", "release/#");
const VARIABLE: (&str, &str) = ("Ci::Variable", "DEPLOY_URL_#");
const SELF: (&str, &str) = ("Project", "");

const fn of_project(
    weight: u64,
    kind: &'static str,
    target: (&'static str, &'static str),
    more: &'static [(&'static str, &'static str)],
    page: &'static str,
) -> Chore {
    Chore { weight, least: Role::Maintainer, kind, on: On::Project, target, more, page }
}

/// Rates as for people.
pub(super) const PROJECT: &[Chore] = &[
    of_project(
        400,
        "ci_variable_created",
        VARIABLE,
        &[("custom_message", "Added ci variable")],
        CI_CD,
    ),
    of_project(
        350,
        "ci_variable_updated",
        VARIABLE,
        &[("custom_message", "Updated ci variable value")],
        CI_CD,
    ),
    of_project(
        80,
        "ci_variable_deleted",
        VARIABLE,
        &[("custom_message", "Removed ci variable")],
        CI_CD,
    ),
    of_project(
        200,
        "project_access_token_created",
        ("PersonalAccessToken", "bot #"),
        &[(
            "custom_message",
            "Created project access token with token_id: # with scopes: [:read_repository] and Developer access level.",
        )],
        TOKENS,
    ),
    of_project(
        100,
        "project_access_token_deleted",
        ("PersonalAccessToken", "bot #"),
        &[("custom_message", "Revoked project access token with token_id: #")],
        TOKENS,
    ),
    of_project(
        50,
        "deploy_token_created",
        ("DeployToken", "pull-#"),
        &[(
            "custom_message",
            "Created project deploy token with name: pull-# with token_id: # with scopes: [:read_registry].",
        )],
        REPOSITORY,
    ),
    of_project(
        30,
        "deploy_token_revoked",
        ("DeployToken", "pull-#"),
        &[("custom_message", "Revoked project deploy token with name: pull-#")],
        REPOSITORY,
    ),
    of_project(
        40,
        "deploy_key_added",
        ("DeployKey", "cluster #"),
        &[("custom_message", "Added deploy key")],
        "Projects::DeployKeysController#create",
    ),
    of_project(
        20,
        "deploy_key_removed",
        ("DeployKey", "cluster #"),
        &[("custom_message", "Removed deploy key")],
        "Projects::DeployKeysController#disable",
    ),
    of_project(
        90,
        "webhook_created",
        ("ProjectHook", "Hook #"),
        &[("custom_message", "Added project hook")],
        HOOKS,
    ),
    of_project(
        40,
        "webhook_destroyed",
        ("ProjectHook", "Hook #"),
        &[("custom_message", "Deleted project hook")],
        HOOKS,
    ),
    of_project(
        450,
        "member_created",
        USER,
        &[("add", "user_access"), ("as", "Developer"), ("member_id", "#")],
        MEMBERS,
    ),
    of_project(
        80,
        "member_created",
        USER,
        &[("add", "user_access"), ("as", "Maintainer"), ("member_id", "#")],
        MEMBERS,
    ),
    of_project(
        80,
        "member_updated",
        USER,
        &[("change", "access_level"), ("from", "Developer"), ("to", "Maintainer")],
        MEMBERS,
    ),
    of_project(
        180,
        "member_destroyed",
        USER,
        &[("remove", "user_access"), ("member_id", "#")],
        MEMBERS,
    ),
    of_project(
        250,
        "project_created",
        SELF,
        &[("add", "project"), ("custom_message", "Added project")],
        "ProjectsController#create",
    ),
    of_project(
        40,
        "project_archived",
        SELF,
        &[("custom_message", "Project archived")],
        "ProjectsController#archive",
    ),
    of_project(
        10,
        "project_unarchived",
        SELF,
        &[("custom_message", "Project unarchived")],
        "ProjectsController#unarchive",
    ),
    of_project(
        50,
        "project_deletion_marked",
        SELF,
        &[("custom_message", "Project marked for deletion")],
        "ProjectsController#destroy",
    ),
    of_project(
        20,
        "project_export_created",
        SELF,
        &[("custom_message", "Export file created: project-#.tar.gz")],
        "ProjectsController#export",
    ),
    of_project(
        20,
        "project_export_file_download_started",
        SELF,
        &[("custom_message", "Export file download started")],
        "ProjectsController#download_export",
    ),
    of_project(
        30,
        "project_visibility_level_updated",
        SELF,
        &[("change", "visibility_level"), ("from", "Private"), ("to", "Internal")],
        EDIT,
    ),
    of_project(
        5,
        "project_visibility_level_updated",
        SELF,
        &[("change", "visibility_level"), ("from", "Internal"), ("to", "Public")],
        EDIT,
    ),
    of_project(
        120,
        "protected_branch_created",
        BRANCH,
        &[("custom_message", "Added protected branch with [allowed to push: Maintainers]")],
        BRANCHES,
    ),
    of_project(
        60,
        "protected_branch_updated",
        BRANCH,
        &[(
            "custom_message",
            "Changed allowed to merge from Maintainers to Developers + Maintainers",
        )],
        BRANCHES,
    ),
    of_project(
        12,
        "protected_branch_removed",
        BRANCH,
        &[("custom_message", "Unprotected branch")],
        BRANCHES,
    ),
    of_project(
        6,
        "protected_branch_allow_force_push_updated",
        BRANCH,
        &[("change", "allow force push"), ("from", "false"), ("to", "true")],
        BRANCHES,
    ),
    of_project(
        80,
        "update_approval_rules",
        ("ApprovalProjectRule", "Reviewers"),
        &[("change", "approvals_required"), ("from", "1"), ("to", "2")],
        GRAPHQL,
    ),
    of_project(
        60,
        "approval_rule_created",
        ("ApprovalProjectRule", "Reviewers #"),
        &[("custom_message", "Added approval rule with number of required approvals of 1")],
        GRAPHQL,
    ),
    of_project(
        15,
        "approval_rule_deleted",
        ("ApprovalProjectRule", "Reviewers #"),
        &[("custom_message", "Deleted approval rule")],
        GRAPHQL,
    ),
    of_project(
        7,
        "project_merge_requests_author_approval_updated",
        SELF,
        &[
            ("change", "prevent merge request approval from authors"),
            ("from", "true"),
            ("to", "false"),
        ],
        EDIT,
    ),
    of_project(
        10,
        "project_reset_approvals_on_push_updated",
        SELF,
        &[
            ("change", "require new approvals when new commits are added to an MR"),
            ("from", "true"),
            ("to", "false"),
        ],
        EDIT,
    ),
    of_project(
        30,
        "ci_runner_registered",
        ("Ci::Runner", "##"),
        &[("custom_message", "Registered project CI runner")],
        RUNNERS,
    ),
    of_project(
        20,
        "ci_runner_unregistered",
        ("Ci::Runner", "##"),
        &[("custom_message", "Unregistered project CI runner. Last contacted 3 days ago")],
        RUNNERS,
    ),
    of_project(
        20,
        "ci_runner_assigned_to_project",
        ("Ci::Runner", "##"),
        &[("custom_message", "Assigned CI runner to project")],
        RUNNERS,
    ),
    of_project(
        4,
        "ci_runner_token_reset",
        ("Ci::Runner", "##"),
        &[("custom_message", "Reset CI runner registration token")],
        RUNNERS,
    ),
    of_project(
        40,
        "secure_ci_job_token_project_added",
        SELF,
        &[(
            "custom_message",
            "Project other/project-# was added to inbound list of allowed projects",
        )],
        GRAPHQL,
    ),
    of_project(
        20,
        "destroy_pipeline",
        ("Ci::Pipeline", "#"),
        &[("custom_message", "Deleted pipeline in main with status failed and SHA 4f1c")],
        "Projects::PipelinesController#destroy",
    ),
    of_project(
        50,
        "project_group_link_created",
        ("Group", "guild-#"),
        &[("custom_message", "Added project group link with developer")],
        "Projects::GroupLinksController#create",
    ),
    of_project(
        10,
        "cluster_agent_token_created",
        ("Clusters::Agent", "cluster-#"),
        &[("custom_message", "Created cluster agent token 'token-#' with id #")],
        GRAPHQL,
    ),
    of_project(
        60,
        "project_feature_wiki_access_level_updated",
        SELF,
        &[("change", "wiki_access_level"), ("from", "enabled"), ("to", "disabled")],
        EDIT,
    ),
    of_project(
        25,
        "project_name_updated",
        SELF,
        &[("change", "name"), ("from", "Old #"), ("to", "New #")],
        EDIT,
    ),
    of_project(
        20,
        "project_merge_method_updated",
        SELF,
        &[("change", "merge_method"), ("from", "merge"), ("to", "ff")],
        EDIT,
    ),
    of_project(
        10,
        "environment_protected",
        ("Environment", "production"),
        &[("custom_message", "Protected environment: production")],
        "Projects::ProtectedEnvironmentsController#create",
    ),
    of_project(
        3,
        "environment_unprotected",
        ("Environment", "staging"),
        &[("custom_message", "Unprotected environment: staging")],
        "Projects::ProtectedEnvironmentsController#destroy",
    ),
];

using static Signalbox.Projections.ColumnKind;

namespace Signalbox.Projections;

/// <content>What Clerk tells.</content>
internal static partial class ProjectionResources
{
    internal static readonly ProjectionResource Users = new(
        "users",
        "user",
        [
            new("email", Text, "The primary e-mail address."),
            new("email_verified", Flag, "Whether that address is verified."),
            new("phone", Text, "The primary phone number."),
            new("phone_verified", Flag, "Whether that number is verified; null of a row that no event has written since this is kept."),
            new("username", Text, "The username."),
            new("first_name", Text, "The first name."),
            new("last_name", Text, "The last name."),
            new("external_id", Text, "The id that your own system gave it."),
            new("banned", Flag, "Whether it may not sign in."),
            new("locked", Flag, "Whether it may not sign in for a while, after too many attempts."),
            new("last_sign_in_at", Time, "When it signed in last, as of the latest event."),
            new("created_at", Time, "When it was created."),
        ],
        [
            Filter("email", "Only with this e-mail address, in any case.", "ada@example.com"),
            Filter("phone", "Only with exactly this phone number.", "+15550100"),
            Filter("username", "Only with this username.", "ada"),
            Filter("external_id", "Only with this id of your own.", "42"),
        ])
    {
        ExampleStream = "clerk/user/user_29w83sxmDNGwOuEthce5gg56FcC",
    };

    internal static readonly ProjectionResource Organizations = new(
        "organizations",
        "organization",
        [
            new("name", Text, "The name."),
            new("slug", Text, "The name in addresses."),
            new("created_by", Text, "The user that created it."),
            new("members_count", Number, "How many members it has, if the provider said."),
            new("created_at", Time, "When it was created."),
        ],
        [Filter("slug", "Only with this slug.", "acme")])
    {
        ExampleStream = "clerk/organization/org_29w9IfBrPmcpi0IeBVaKtA7R94W",
    };

    internal static readonly ProjectionResource Memberships = new(
        "memberships",
        "membership",
        [
            new("user_id", Text, "The user."),
            new("organization_id", Text, "The organization."),
            new("role", Text, "The role that the user has there."),
            new("created_at", Time, "Since when."),
        ],
        [
            Filter("user_id", "Only of this user.", "user_29w83sxmDNGwOuEthce5gg56FcC"),
            Filter("organization_id", "Only of this organization.", "org_29w9IfBrPmcpi0IeBVaKtA7R94W"),
            Filter("role", "Only with this role.", "org:admin"),
        ])
    {
        ExampleStream = "clerk/organization/org_29w9IfBrPmcpi0IeBVaKtA7R94W",
    };

    internal static readonly ProjectionResource Sessions = new(
        "sessions",
        "session",
        [
            new("user_id", Text, "The user."),
            new("client_id", Text, "The client, such as a browser."),
            new("status", Text, "The provider's status: active, ended, removed, revoked and so on."),
            new("last_active_at", Time, "When it was active last, as of the latest event."),
            new("expire_at", Time, "When it expires."),
            new("created_at", Time, "When it began."),
        ],
        [
            Filter("user_id", "Only of this user.", "user_29w83sxmDNGwOuEthce5gg56FcC"),
            Filter("status", "Only with this status.", "active"),
        ])
    {
        ExampleStream = "clerk/user/user_29w83sxmDNGwOuEthce5gg56FcC",
    };
}

using static Signalbox.Projections.ColumnKind;

namespace Signalbox.Projections;

/// <content>What Ayrshare tells.</content>
internal static partial class ProjectionResources
{
    internal static readonly ProjectionResource SocialPosts = new(
        "social-posts",
        "social post",
        [
            new("profile_id", Text, "The profile that posted."),
            new("status", Text, "The provider's status: success, error and so on."),
            new("platforms", Text, "The networks, by name, separated by spaces."),
            new("published_at", Time, "When it was published; null if it was not."),
            new("error_reason", Text, "The first error."),
            new("posts", Json, "What became of it on each network, as the provider sent it."),
            new("errors", Json, "The errors, as the provider sent them."),
        ],
        [
            Filter("profile_id", "Only of this profile.", "140b8700bd6ade089b242d845e268fb886130c53"),
            Filter("status", "Only with this status.", "error"),
        ])
    {
        ExampleStream = "ayrshare/post/RhrbDtYh7hdSMc67zC8H",
    };

    internal static readonly ProjectionResource SocialAccounts = new(
        "social-accounts",
        "social account",
        [
            new("profile_id", Text, "The profile."),
            new("platform", Text, "The network."),
            new("display_name", Text, "The name of the account there."),
            new("status", Text, "linked or unlinked."),
            new("reason", Text, "Why, or by whom, if the provider said."),
        ],
        [
            Filter("profile_id", "Only of this profile.", "140b8700bd6ade089b242d845e268fb886130c53"),
            Filter("platform", "Only at this network.", "instagram"),
        ])
    {
        ExampleStream = "ayrshare/profile/140b8700bd6ade089b242d845e268fb886130c53",
    };
}

namespace Signalbox.Simulation.Ayrshare;

/// <summary>What an Ayrshare account sends.</summary>
internal static class AyrshareHistories
{
    internal static SimulatedProvider Create() => new AccountHistories<AyrshareAccount>(
        "ayrshare",
        static request => new AyrshareAccount(request),
        [
            (new("post-published", "a scheduled post goes out"), static account => account.Publish(account.AddProfile())),
            (new("post-failed", "one that the network refuses"), static account => account.Publish(account.AddProfile(), isSuccess: false)),
            (new("tiktok", "a video: handed over, and published minutes later"), TikTok),
            (new("links", "networks that are linked, unlinked and linked again"), Links),
        ],
        "N events about posts and links of M profiles",
        new Dictionary<string, Action<AyrshareAccount>>
        {
            ["scheduled.success"] = static account => account.Publish(account.AddProfile()),
            ["scheduled.error"] = static account => account.Publish(account.AddProfile(), isSuccess: false),
            ["social"] = static account => account.Link(account.AddProfile(), "instagram"),
        });

    private static void TikTok(AyrshareAccount account)
    {
        var profile = account.AddProfile();
        account.Link(profile, "tiktok");
        var post = account.Publish(profile, platform: "tiktok");
        account.Advance(TimeSpan.FromMinutes(4));
        account.PublishOnTikTok(post);
    }

    private static void Links(AyrshareAccount account)
    {
        var profile = account.AddProfile();
        account.Link(profile, "linkedin");
        account.Link(profile, "facebook");
        account.Advance(TimeSpan.FromDays(1));
        account.Link(profile, "linkedin", linked: false);
        account.Advance(TimeSpan.FromDays(1));
        account.Link(profile, "linkedin");
        account.Link(profile, "facebook", linked: false);
    }
}

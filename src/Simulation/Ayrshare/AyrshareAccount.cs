namespace Signalbox.Simulation.Ayrshare;

/// <summary>
/// An Ayrshare account in memory, with a profile for each person. Times are seconds; two events of one profile never share one.
/// https://www.ayrshare.com/docs/apis/webhooks/actions.
/// </summary>
internal sealed class AyrshareAccount(HistoryRequest request) : SimulatedAccount(request)
{
    private static readonly string[] Platforms = ["facebook", "instagram", "linkedin", "twitter", "youtube"];

    private readonly List<AyrsharePost> _posts = [];
    private readonly List<string> _profiles = [];
    private readonly Dictionary<(string Profile, string Platform), (bool Linked, byte[] Published)> _accounts = [];

    internal string AddProfile()
    {
        var profile = Chance.Hex(40);
        _profiles.Add(profile);
        return profile;
    }

    /// <summary>A scheduled post was sent out, or not.</summary>
    internal AyrsharePost Publish(string profile, bool isSuccess = true, string platform = "facebook")
    {
        var post = new AyrsharePost(Chance.Id(string.Empty, 20), profile, isSuccess ? "success" : "error");
        _posts.Add(post);
        Post(post, platform, subAction: null);
        return post;
    }

    /// <summary>TikTok is done with the video of a post that was handed over before.</summary>
    internal void PublishOnTikTok(AyrsharePost post) => Post(post, "tiktok", "tikTokPublished");

    /// <param name="profile">Whose.</param>
    /// <param name="platform">Where.</param>
    /// <param name="linked">Linked, or no longer.</param>
    internal void Link(string profile, string platform, bool linked = true)
    {
        Advance(TimeSpan.FromSeconds(1));
        var hook = Chance.Id(string.Empty, 20);
        Json.Clear();
        Json.Add($$"""
            {"action":"social","code":200,"created":{{Iso()}},"hookId":{{hook}},"platform":{{platform}},"refId":{{profile}},"source":"user",
            "title":"Signal Works","type":{{(linked ? "link" : "unlink")}},"url":"https://example.com/webhook"}
            """);
        _accounts[(profile, platform)] = (linked, Json.Written.ToArray());
        Record(new SimulatedEvent(hook, "social", Second, Json.Written.ToArray(), profile, "profile"));
    }

    private protected override void Step(int left, int entities)
    {
        if (_profiles.Count < entities)
        {
            Link(AddProfile(), Chance.Pick(Platforms));
            return;
        }

        var profile = Chance.Pick(_profiles);
        if (Chance.Happens(0.35))
        {
            var platform = Chance.Pick(Platforms);
            Link(profile, platform, !(_accounts.TryGetValue((profile, platform), out var known) && known.Linked));
        }
        else if (left > 1 && Chance.Happens(0.15))
        {
            PublishOnTikTok(Publish(profile, platform: "tiktok"));
        }
        else
        {
            Publish(profile, Chance.Happens(0.85), Chance.Pick(Platforms));
        }
    }

    private protected override IEnumerable<TruthRow> Truth()
    {
        foreach (var post in _posts)
        {
            yield return TruthRows.Row("social_posts", post.Id, isDeleted: false, post.Published, ("profile_id", post.Profile), ("status", post.Status));
        }

        foreach (var ((profile, platform), (linked, published)) in _accounts)
        {
            yield return TruthRows.Row(
                "social_accounts", $"{profile}:{platform}", isDeleted: !linked, published,
                ("profile_id", profile), ("platform", platform), ("status", linked ? "linked" : "unlinked"));
        }
    }

    private void Post(AyrsharePost post, string platform, string? subAction)
    {
        Advance(TimeSpan.FromSeconds(1));
        var hook = Chance.Id(string.Empty, 20);
        Json.Clear();
        Json.Add($$"""{"action":"scheduled","code":{{(post.Status == "success" ? 200 : 400)}},"created":{{Iso()}},"errors":[""");
        if (post.Status == "error")
        {
            Json.Add($$"""{"action":"post","code":110,"message":"Status is a duplicate.","platform":{{platform}},"status":"error"}""");
        }

        Json.Add($$"""],"hookId":{{hook}},"id":{{post.Id}},"postIds":[""");
        if (post.Status == "success")
        {
            var id = Chance.Below(int.MaxValue);
            Json.Add($$"""{"id":"{{$"{id}":in}}","platform":{{platform}},"postUrl":"https://www.{{platform:in}}.com/{{$"{id}":in}}","status":"success"}""");
        }

        Json.Add($$"""],"refId":{{post.Profile}},"status":{{post.Status}}""");
        if (subAction is not null)
        {
            Json.Add($$""","subAction":{{subAction}}""");
        }

        Json.Raw(",\"url\":\"https://example.com/webhook\"}"u8);
        post.Published = Json.Written.ToArray();
        Record(new SimulatedEvent(hook, $"scheduled.{post.Status}", Second, post.Published, post.Id, "post"));
    }
}

/// <summary>A post that was scheduled.</summary>
internal sealed record AyrsharePost(string Id, string Profile, string Status)
{
    internal byte[] Published { get; set; } = [];
}

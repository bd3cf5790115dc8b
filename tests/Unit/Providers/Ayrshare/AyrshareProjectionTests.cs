using Signalbox.Social;

namespace Signalbox.Tests.Unit.Providers.Ayrshare;

/// <summary>Ayrshare's events in the shapes of its documents.</summary>
public sealed class AyrshareProjectionTests
{
    [Fact]
    public void ScheduledPost_IsRead_WithItsNetworks()
    {
        const string Payload = """
            {"action":"scheduled","created":"2023-01-05T01:18:47Z","code":200,"refId":"140b8700bd6ade089b242d845e268fb886130c53","status":"success","id":"TBAAAqAMMpoweA9wKHUp","errors":[],
             "postIds":[{"postUrl":"https://www.facebook.com/1_2","platform":"facebook","status":"success","id":"1_2"},{"platform":"bluesky","status":"success","id":"3"}],"url":"https://mysite.com/webhook"}
            """;
        var post = FactReading.One<SocialPostFact>("ayrshare/post/TBAAAqAMMpoweA9wKHUp", "scheduled.success", Payload);

        Assert.Equal(("TBAAAqAMMpoweA9wKHUp", "success", "bluesky facebook", 1672881527000L), (post.Head.Id, post.Status, post.Platforms, post.PublishedAt));
        Assert.Equal("140b8700bd6ade089b242d845e268fb886130c53", post.ProfileId);
        Assert.Null(post.ErrorReason);
    }

    [Fact]
    public void FailedPost_HasItsFirstError_AndNoTimeOfPublication()
    {
        var post = FactReading.One<SocialPostFact>(
            "ayrshare/post/p1", "scheduled.error", """{"action":"scheduled","created":"2023-01-05T01:18:47Z","status":"error","id":"p1","errors":[{"code":110,"message":"Status is a duplicate.","platform":"twitter"}],"postIds":[]}""");

        Assert.Equal(("error", "Status is a duplicate.", "twitter", null), (post.Status, post.ErrorReason, post.Platforms, post.PublishedAt));
    }

    [Theory]
    [InlineData("link", "linked", false)]
    [InlineData("refresh", "linked", false)]
    [InlineData("unlink", "unlinked", true)]
    public void SocialAction_LinksAnAccount_OrUnlinksIt(string type, string status, bool isDeleted)
    {
        var account = FactReading.One<SocialAccountFact>(
            "ayrshare/profile/ref_1", "social", $$"""{"action":"social","created":"2023-01-05T01:18:47Z","displayName":"Instagram Title","platform":"instagram","refId":"ref_1","type":"{{type}}","source":"user"}""");

        Assert.Equal(("ref_1:instagram", status, isDeleted, "user"), (account.Head.Id, account.Status, account.Head.DeletedAt is not null, account.Reason));
    }

    [Fact]
    public void OtherActions_AreNotProjected() => Assert.Empty(FactReading.Facts("ayrshare/profile/ref_1", "feed", """{"action":"feed","id":"x","refId":"ref_1"}"""));
}

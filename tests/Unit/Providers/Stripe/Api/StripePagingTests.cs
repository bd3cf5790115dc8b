using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Tests.Unit.Providers.Stripe.Api;

public sealed class StripePagingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(100, 1)]
    [InlineData(101, 2)]
    [InlineData(250, 3)]
    public async Task All_ReadsEveryObjectOnce_NewestFirst(int count, int pages)
    {
        var list = new FakeList(count);

        var ids = await list.Client.Events.AllAsync(null, null, Cancel).Select(static item => item.Id).ToListAsync(Cancel);

        Assert.Equal(FakeList.Ids(count), ids);
        Assert.Equal(pages, list.Handler.Sent.Count);
        Assert.All(list.Handler.Sent, static sent => Assert.Contains("limit=100", sent.Path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task All_EndingBefore_GoesFromOldToNew()
    {
        var list = new FakeList(8);

        var ids = await list.Client.Events
            .AllAsync(new EventListRequest { EndingBefore = "evt_003", Limit = 2 }, null, Cancel).Select(static item => item.Id).ToListAsync(Cancel);

        Assert.Equal(["evt_004", "evt_005", "evt_006", "evt_007", "evt_008"], ids);
        Assert.Equal(3, list.Handler.Sent.Count);
    }

    [Fact]
    public async Task All_StartingAfterWhereAnotherStopped_GoesOn()
    {
        var list = new FakeList(7);
        var request = new EventListRequest { Limit = 3 };

        var first = await list.Client.Events.AllAsync(request, null, Cancel).Select(static item => item.Id).Take(4).ToListAsync(Cancel);
        var rest = await list.Client.Events
            .AllAsync(request with { StartingAfter = first[^1] }, null, Cancel).Select(static item => item.Id).ToListAsync(Cancel);

        Assert.Equal(FakeList.Ids(7), first.Concat(rest));
    }

    [Fact]
    public async Task Pages_AreReadWhenTheyAreAskedFor_WithTheSameFiltersAndOptions()
    {
        var list = new FakeList(5);
        var call = new StripeCallOptions { Account = "acct_1", Expand = ["data.request"] };

        await foreach (var page in list.Client.Events.PagesAsync(new EventListRequest { Limit = 2, Type = "a.b" }, call, Cancel))
        {
            Assert.Equal(list.Handler.Sent.Count < 3, page.HasMore);
            Assert.Equal($"req_{list.Handler.Sent.Count}", page.Answer.RequestId);
            Assert.All(page.Items, item => Assert.Same(page.Answer, item.Answer));
        }

        Assert.Equal(
            [
                "/v1/events?limit=2&type=a.b&expand[]=data.request",
                "/v1/events?limit=2&starting_after=evt_004&type=a.b&expand[]=data.request",
                "/v1/events?limit=2&starting_after=evt_002&type=a.b&expand[]=data.request",
            ],
            list.Handler.Sent.Select(static sent => sent.Path));
        Assert.All(list.Handler.Sent, static sent => Assert.Equal("acct_1", sent.Headers["Stripe-Account"]));
    }

    [Fact]
    public async Task Page_ObjectsHaveTheirOwnBytes()
    {
        var client = ScriptedHandler.Always(200, """{"object":"list","has_more":false,"data":[{"id":"a","object":"price"}, {"object":"price", "id":"b"}]}""")
            .NewClient();

        var page = await client.Prices.ListAsync(null, null, Cancel);

        Assert.Equal(
            ["""{"id":"a","object":"price"}""", """{"object":"price", "id":"b"}"""],
            page.Items.Select(static item => System.Text.Encoding.UTF8.GetString(item.Raw.Span)));
    }

    [Theory]
    [InlineData("""{"id":"x","object":"price"}""")]
    [InlineData("""{"object":"list","data":[]}""")]
    [InlineData("""{"object":"list","has_more":false,"data":{}}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[1]}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[{"id":"x","object":"product"}]}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[{"object":"price"}]}""")]
    [InlineData("""{"object":"list","has_more":false,"data":[""")]
    [InlineData("")]
    public async Task Page_ThatIsNoList_IsUnexpected(string body)
    {
        var error = await Assert.ThrowsAsync<StripeException>(() => ScriptedHandler.Always(200, body).NewClient().Prices.ListAsync(null, null, Cancel));

        Assert.Equal((StripeErrorKind.UnexpectedResponse, false), (error.Kind, error.IsOutcomeUnknown));
    }

    [Theory]
    [InlineData("""{"object":"list","has_more":true,"data":[]}""", 1)]
    [InlineData("""{"object":"list","has_more":true,"data":[{"id":"x","object":"price"}]}""", 2)]
    public async Task All_ListThatDoesNotGoOn_EndsWithAnError(string body, int requests)
    {
        var handler = ScriptedHandler.Always(200, body);

        var error = await Assert.ThrowsAsync<StripeException>(
            () => handler.NewClient().Prices.AllAsync(null, null, Cancel).CountAsync(Cancel).AsTask());

        Assert.Equal(StripeErrorKind.UnexpectedResponse, error.Kind);
        Assert.Equal(requests, handler.Sent.Count);
    }

    [Fact]
    public async Task All_CancelledBetweenPages_ReadsNoMore()
    {
        using var caller = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var list = new FakeList(4);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var item in list.Client.Events.AllAsync(new EventListRequest { Limit = 2 }, null, CancellationToken.None).WithCancellation(caller.Token))
            {
                if (item.Id == "evt_003")
                {
                    await caller.CancelAsync();
                }
            }
        });

        Assert.Single(list.Handler.Sent);
    }

    [Fact]
    public async Task All_ErrorInALaterPage_ComesAfterTheEarlierOnes()
    {
        var list = new FakeList(4, failFrom: 2);
        var seen = new List<string>();

        var error = await Assert.ThrowsAsync<StripeException>(async () =>
        {
            await foreach (var item in list.Client.Events.AllAsync(new EventListRequest { Limit = 2 }, null, Cancel))
            {
                seen.Add(item.Id);
            }
        });

        Assert.Equal(StripeErrorKind.ProviderFault, error.Kind);
        Assert.Equal(["evt_004", "evt_003"], seen);
    }

    /// <summary>Events evt_001, evt_002 … as Stripe lists them: the newest first.</summary>
    private sealed class FakeList
    {
        internal FakeList(int count, int failFrom = int.MaxValue)
        {
            var ids = Ids(count);
            Handler = new ScriptedHandler(sent =>
            {
                if (Handler!.Sent.Count >= failFrom)
                {
                    return ScriptedHandler.Answer(500, "");
                }

                var query = FormParser.Parse(sent.Path.Split('?')[1]);
                var limit = int.Parse((string)query["limit"], null);
                IEnumerable<string> page = ids;
                var left = ids.Count;
                if (query.GetValueOrDefault("starting_after") is string after)
                {
                    page = ids.SkipWhile(id => id != after).Skip(1);
                    left = page.Count();
                }
                else if (query.GetValueOrDefault("ending_before") is string before)
                {
                    // The page next to the bound, in the list's own order.
                    page = ids.TakeWhile(id => id != before);
                    left = page.Count();
                    page = page.TakeLast(limit);
                }

                var data = string.Join(',', page.Take(limit).Select(static id => $$"""{"id":"{{id}}","object":"event"}"""));
                return ScriptedHandler.Answer(
                    200,
                    $$"""{"object":"list","url":"/v1/events","has_more":{{(left > limit ? "true" : "false")}},"data":[{{data}}]}""",
                    ("Request-Id", $"req_{Handler.Sent.Count}"));
            });
            Client = Handler.NewClient();
        }

        internal ScriptedHandler Handler { get; }

        internal StripeClient Client { get; }

        internal static List<string> Ids(int count) => [.. Enumerable.Range(1, count).Reverse().Select(static number => $"evt_{number:000}")];
    }
}

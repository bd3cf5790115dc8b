using System.Net.Http.Json;
using System.Text.Json;
using Signalbox.People;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.People;

/// <summary><c>/v1/events?person=</c>: the streams of whatever /v1/people shows of one person.</summary>
public sealed class PersonEventsTests : IClassFixture<ApiServer>, IDisposable
{
    private readonly ApiServer _server;
    private readonly HttpClient _client;

    public PersonEventsTests(ApiServer server)
    {
        _server = server;
        _client = server.NewClient();
        server.Stores.Reset();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task List_OfAPerson_IsThatOfItsStreams_InAllAccounts()
    {
        _server.Stores.Person = new PersonAnswer.Found(Ada);

        var (status, _) = await GetAsync("/v1/events?person=user_1&account=clerk&type=customer.*");

        Assert.Equal(200, status);
        var filter = _server.Stores.LastEvents!;
        Assert.Equal((null, null, "customer.*"), (filter.Account, filter.Stream, filter.Type));
        Assert.Equal(
            ["clerk/user/user_1", "sendgrid/message/m1", "stripe/customer/cus_1", "stripe/customer/cus_2", "stripe/subscription/sub_1"], filter.Streams!);
    }

    [Fact]
    public async Task List_WhoIsSeveralOrNobody_IsAnsweredAsByPeople()
    {
        Assert.Equal((404, "unknown_person"), await GetAsync("/v1/events?person=nobody"));
        _server.Stores.Person = new PersonAnswer.Ambiguous(["clerk/user_1", "clerk/user_2"]);
        Assert.Equal((409, "ambiguous_person"), await GetAsync("/v1/events?person=ada%40example.com"));
        Assert.Equal(400, (await GetAsync("/v1/events?person=user_1&stream=clerk/user/user_1")).Status);
    }

    private static Person Ada => new(
        "user_1",
        new PersonUser("clerk", "user_1", "ada@example.com", true, null, false, null, null, null, null, null),
        [],
        [
            new PersonCustomer("stripe", "cus_2", null, null, [], []),
            new PersonCustomer("stripe", "cus_1", null, null, [new PersonSubscription("sub_1", "active", null, null)], []),
        ],
        [new PersonMessage("sendgrid", "m1", null, null, null, null, null, DateTime.UnixEpoch)],
        [],
        []);

    private async Task<(int Status, string? Code)> GetAsync(string path)
    {
        using var response = await _client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, answer.TryGetProperty("code", out var code) ? code.GetString() : null);
    }
}

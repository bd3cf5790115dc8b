using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Signalbox.Ingress;
using Signalbox.Providers.Definitions;
using Signalbox.Secrets;
using Signalbox.Sources;
using Signalbox.Tests.Unit.Http;

namespace Signalbox.Tests.Unit.Sources;

public sealed class SourceEndpointTests : IClassFixture<ApiServer>, IDisposable
{
    private const string Secret = "whsec_fake_of_the_endpoint_tests";
    private readonly ApiServer _server;
    private readonly HttpClient _client;

    public SourceEndpointTests(ApiServer server)
    {
        _server = server;
        _client = server.NewClient();
        server.Stores.Reset();
    }

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Create_PassesOnWhatWasAsked()
    {
        var (status, _) = await SendAsync("POST", "/v1/sources", $$"""{"name":"stripe-eu","provider":"stripe","secrets":["{{Secret}}","{{Secret}}"],"credentials":{"api_key":"sk_test_not_a_real_key"},"dead_letters":"hold"}""");

        Assert.Equal(201, status);
        Assert.Equal(("stripe-eu", DeadLetterPolicy.Hold, "sk_test_not_a_real_key"), (_server.Stores.LastSource!.Name, _server.Stores.LastSource.DeadLetters, _server.Stores.LastSource.ApiKey));
        Assert.Equal([Secret], _server.Stores.LastSource.Secrets);
    }

    [Theory]
    [InlineData("""{"name":"Stripe","provider":"stripe","secrets":["whsec_fake_1"]}""", "name")]
    [InlineData("""{"name":"","provider":"stripe","secrets":["whsec_fake_1"]}""", "name")]
    [InlineData("""{"name":"product","provider":"stripe","secrets":["whsec_fake_1"]}""", "name")]
    [InlineData("""{"name":"signalbox","provider":"stripe","secrets":["whsec_fake_1"]}""", "name")]
    [InlineData("""{"name":"eu","provider":"nobody","secrets":["whsec_fake_1"]}""", "provider")]
    [InlineData("""{"name":"eu","secrets":["whsec_fake_1"]}""", "provider")]
    [InlineData("""{"name":"eu","provider":null,"secrets":["whsec_fake_1"]}""", "provider")]
    [InlineData("""{"name":"eu","provider":"stripe"}""", "secrets")]
    [InlineData("""{"name":"eu","provider":"stripe","secrets":["short"]}""", "secrets/0")]
    [InlineData("""{"name":"eu","provider":"stripe","secrets":["whsec_fake_2", " whsec_fake_1"]}""", "secrets/1")]
    [InlineData("""{"name":"eu","provider":"clerk","secrets":["whsec_fake_1"]}""", "secrets/0")]
    [InlineData("""{"name":"eu","provider":"sendgrid","secrets":["whsec_fake_1"]}""", "secrets/0")]
    [InlineData("""{"name":"eu","provider":"sendgrid"}""", "secrets")]
    [InlineData("""{"name":"eu","provider":"stripe","secrets":["whsec_fake_1"],"dead_letters":"Hold"}""", "dead_letters")]
    [InlineData("""{"name":"eu","provider":"stripe","secrets":["whsec_fake_1"],"credentials":{"api_key":"a b c d e f"}}""", "credentials.api_key")]
    [InlineData("""{"name":"eu","provider":"stripe","secrets":["whsec_fake_1"],"secret":"whsec_fake_1"}""", "secret")]
    public async Task Create_Wrong_NamesTheFieldAndQuotesNoSecret(string body, string field)
    {
        var (status, answer) = await SendAsync("POST", "/v1/sources", body);

        Assert.Equal(400, status);
        Assert.True(answer.GetProperty("errors").TryGetProperty(field, out _), answer.ToString());
        Assert.DoesNotContain("whsec_fake_1", answer.ToString(), StringComparison.Ordinal);
        Assert.Null(_server.Stores.LastSource);
    }

    [Theory]
    [InlineData(nameof(SourceOutcome.Unknown), 404, "unknown_source")]
    [InlineData(nameof(SourceOutcome.FromSettings), 409, "managed_by_settings")]
    [InlineData(nameof(SourceOutcome.Unapplied), 409, "unapplied_events")]
    [InlineData(nameof(SourceOutcome.UnknownSecret), 404, "unknown_secret")]
    [InlineData(nameof(SourceOutcome.LastSecret), 409, "last_secret")]
    [InlineData(nameof(SourceOutcome.SecretKnown), 409, "secret_known")]
    [InlineData(nameof(SourceOutcome.TooMany), 409, "too_many")]
    [InlineData(nameof(SourceOutcome.NameTaken), 409, "name_taken")]
    [InlineData(nameof(SourceOutcome.OtherProvider), 409, "other_provider")]
    public async Task EveryRefusal_HasAStatusAndACode(string outcome, int expected, string code)
    {
        _server.Stores.SourceOutcome = Enum.Parse<SourceOutcome>(outcome);
        foreach (var (method, path, body) in new[]
        {
            ("POST", "/v1/sources", $$"""{"name":"eu","provider":"stripe","secrets":["{{Secret}}"]}"""), ("PATCH", "/v1/sources/stripe-eu", """{"state":"disabled"}"""),
            ("DELETE", "/v1/sources/stripe-eu", null), ("POST", "/v1/sources/stripe-eu/secrets", $$"""{"secret":"{{Secret}}"}"""),
            ("DELETE", "/v1/sources/stripe-eu/secrets/5f0c1a9e", (string?)null),
        })
        {
            var (status, answer) = await SendAsync(method, path, body);
            Assert.Equal((expected, code), (status, answer.GetProperty("code").GetString()));
        }
    }

    [Theory]
    [InlineData("""{"secret":"whsec_fake_1"}""", 24.0)]
    [InlineData("""{"secret":"whsec_fake_1","expire_others_after":"2.12:00:00"}""", 60.0)]
    [InlineData("""{"secret":"whsec_fake_1","expire_others_after":"00:00:00"}""", 0.0)]
    [InlineData("""{"secret":"whsec_fake_1","expire_others_after":"never"}""", null)]
    public async Task AddSecret_TheOthersLastForADayUnlessItSaysOtherwise(string body, double? hours)
    {
        Assert.Equal(201, (await SendAsync("POST", "/v1/sources/stripe-eu/secrets", body)).Status);
        Assert.Equal(("whsec_fake_1", hours), (_server.Stores.LastSecret!.Value.Secret, _server.Stores.LastSecret.Value.Grace?.TotalHours));
    }

    [Theory]
    [InlineData("""{"secret":"whsec_fake_1","expire_others_after":"soon"}""", "expire_others_after")]
    [InlineData("""{"secret":"whsec_fake_1","expire_others_after":"-1.00:00:00"}""", "expire_others_after")]
    [InlineData("""{"secret":"whsec_fake_1","expire_others_after":"400.00:00:00"}""", "expire_others_after")]
    [InlineData("{}", "secret")]
    public async Task AddSecret_Wrong_NamesTheField(string body, string field)
    {
        var (status, answer) = await SendAsync("POST", "/v1/sources/stripe-eu/secrets", body);

        Assert.Equal(400, status);
        Assert.True(answer.GetProperty("errors").TryGetProperty(field, out _), answer.ToString());
        Assert.Null(_server.Stores.LastSecret);
    }

    [Theory]
    [InlineData("""{"credentials":{"api_key":null}}""", "")]
    [InlineData("""{"credentials":{"api_key":"sk_test_not_a_real_key"}}""", "sk_test_not_a_real_key")]
    [InlineData("""{"state":"disabled"}""", null)]
    [InlineData("""{"state":"disabled","credentials":{}}""", null)]
    public async Task Change_OfTheApiKey_ReplacesRemovesOrLeavesIt(string body, string? apiKey)
    {
        Assert.Equal(200, (await SendAsync("PATCH", "/v1/sources/stripe-eu", body)).Status);
        Assert.Equal(apiKey, _server.Stores.LastChange!.ApiKey);
        Assert.Equal(apiKey is null ? false : null, _server.Stores.LastChange.IsEnabled);
    }

    [Fact]
    public async Task Delete_Forced_IsDone()
    {
        _server.Stores.SourceOutcome = SourceOutcome.Unapplied;

        Assert.Equal(409, (await SendAsync("DELETE", "/v1/sources/stripe-eu", body: null)).Status);
        Assert.Equal(200, (await SendAsync("DELETE", "/v1/sources/stripe-eu?force=true", body: null)).Status);
        Assert.Equal(400, (await SendAsync("DELETE", "/v1/sources/stripe-eu?force=yes", body: null)).Status);
    }

    [Theory]
    [InlineData(nameof(KeyRotationOutcome.Rotated), 200, null)]
    [InlineData(nameof(KeyRotationOutcome.NoNewKey), 409, "no_new_key")]
    [InlineData(nameof(KeyRotationOutcome.NotEverywhere), 409, "not_everywhere")]
    public async Task Rotate_SaysWhatIsMissing(string outcome, int expected, string? code)
    {
        _server.Stores.Rotation = Enum.Parse<KeyRotationOutcome>(outcome);

        var (status, answer) = await SendAsync("POST", "/v1/keys/rotate", body: null);

        Assert.Equal((expected, code), (status, answer.TryGetProperty("code", out var found) ? found.GetString() : null));
    }

    [Fact]
    public async Task Ingest_WhileTheSourcesAreNotKnown_IsToBeSentAgain()
    {
        Assert.Equal(404, (await SendAsync("POST", "/ingest/eu", "{}")).Status);
        _server.Stores.AreSourcesUnknown = true;
        Assert.Equal(503, (await SendAsync("POST", "/ingest/eu", "{}")).Status);
    }

    [Fact]
    public async Task Ingest_WhoseSecretsDoNotOpen_IsToBeSentAgain()
    {
        var (status, answer) = await SendAsync("POST", "/ingest/locked", "{}");

        Assert.Equal((503, "secrets_unavailable"), (status, answer.GetProperty("code").GetString()));
    }

    [Fact]
    public void ChosenSecrets_AreLongAndEachAnother()
    {
        var catalog = new ProviderCatalog();
        catalog.ReplaceConfigured([Defined("acme", "utf8"), Defined("acme-whsec", "whsec"), Defined("acme-base64", "base64")]);
        string[] choosing = ["acme", "acme-base64", "acme-whsec", "ayrshare", "github", "standard-webhooks", "supabase"];
        foreach (var provider in catalog.All)
        {
            var (one, other) = (ChosenSecrets.For(provider.Definition), ChosenSecrets.For(provider.Definition));
            Assert.Equal(choosing.Contains(provider.Name), one is not null);
            if (one is not null)
            {
                Assert.NotEqual(one, other);
                Assert.Null(provider.CheckSecret(one));
                Assert.Equal(provider.Name is "standard-webhooks" or "acme-whsec", one.StartsWith("whsec_", StringComparison.Ordinal));
                Assert.True(one.Length >= 44);
            }
        }
    }

    [Fact]
    public async Task Create_UnknownProvider_ListsThoseThatAreKnown()
    {
        var (_, answer) = await SendAsync("POST", "/v1/sources", """{"name":"eu","provider":"nobody","secrets":["whsec_fake_1"]}""");

        var fault = answer.GetProperty("errors").GetProperty("provider").ToString();
        Assert.All(new ProviderCatalog().All, provider => Assert.Contains(provider.Name, fault, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ayrshare")]
    [InlineData("github")]
    [InlineData("standard-webhooks")]
    [InlineData("supabase")]
    public async Task Create_WithoutASecret_OfASenderThatTakesAny_MakesOne(string provider)
    {
        var (status, answer) = await SendAsync("POST", "/v1/sources", $$"""{"name":"eu","provider":"{{provider}}"}""");

        Assert.Equal(201, status);
        Assert.Equal([answer.GetProperty("generated_secret").GetString()!], _server.Stores.LastSource!.Secrets);
    }

    private static ProviderDefinition Defined(string name, string key) => DefinitionReader.Read(
        Encoding.UTF8.GetBytes($$"""{"name":"{{name}}","signature":{"scheme":"hmac","headers":[{"name":"X-Sign"}],"key":"{{key}}"},"id":"{/id}","type":"{/type}"}"""), out _)!;

    private async Task<(int Status, JsonElement Answer)> SendAsync(string method, string path, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json") };
        using var response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }
}

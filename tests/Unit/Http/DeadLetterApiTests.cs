using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace Signalbox.Tests.Unit.Http;

/// <summary>What is refused of calls about several dead letters, before any of them is touched.</summary>
public sealed class DeadLetterApiTests : IClassFixture<ApiServer>
{
    private readonly ApiServer _server;

    public DeadLetterApiTests(ApiServer server)
    {
        _server = server;
        server.Stores.Reset();
    }

    public static TheoryData<string, string?> Requests => new()
    {
        { "{}", "body" },
        { """{"after":3}""", "body" },
        { """{"ids":[]}""", "ids" },
        { $$"""{"ids":[{{string.Join(',', Enumerable.Range(1, 101))}}]}""", "ids" },
        { """{"ids":[1],"account":"stripe"}""", "ids" },
        { """{"ids":[1],"stream":"stripe/customer/cus_1"}""", "ids" },
        { """{"ids":[1],"type":"invoice.*"}""", "ids" },
        { """{"ids":[1],"after":3}""", "after" },
        { """{"account":"stripe","after":-1}""", "after" },
        { """{"stream":"cus_1"}""", "stream" },
        { """{"ids":["1"]}""", null },
        { """{"colour":"red"}""", null },
        { """{"account":"stripe","account":"stripe-eu"}""", null },
        { "[]", null },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Post_WhatCannotBe_Is400_AndNamesTheField(string body, string? field)
    {
        foreach (var action in new[] { "replay", "discard" })
        {
            using var answer = await PostAsync(action, body);

            var text = await answer.Content.ReadAsStringAsync();
            Assert.True((int)answer.StatusCode == 400, text);
            if (field is not null)
            {
                Assert.Contains(field, JsonDocument.Parse(text).RootElement.GetProperty("errors").EnumerateObject().Select(static e => e.Name));
            }
        }
    }

    [Fact]
    public async Task Post_InAProcessWithoutGrains_Is503()
    {
        using var answer = await PostAsync("replay", """{"ids":[1]}""");

        Assert.Equal((503, "no_grains"), ((int)answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("code").GetString()));
    }

    private async Task<HttpResponseMessage> PostAsync(string action, string body)
    {
        using var client = _server.NewClient();
        return await client.PostAsync(new Uri($"/v1/dead-letters/{action}", UriKind.Relative), new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")));
    }
}

using System.Net.Http.Headers;
using System.Text.Json;

namespace Signalbox.Tests.EndToEnd.Feed;

/// <summary>A reader of the live feed, as a program has it.</summary>
internal sealed class FeedConnection : IDisposable
{
    private readonly HttpResponseMessage _answer;
    private readonly StreamReader _lines;

    private FeedConnection(HttpResponseMessage answer, Stream stream) => (_answer, _lines) = (answer, new StreamReader(stream));

    /// <summary>The id of the last message.</summary>
    internal string? LastId { get; private set; }

    /// <summary>Why the server ended the feed; once it has.</summary>
    internal string? ClosedFor { get; private set; }

    /// <summary>Connects; on return it is fixed where the feed begins.</summary>
    internal static async Task<FeedConnection> OpenAsync(HttpClient client, string query = "", string? lastId = null, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/feed{query}");
        if (lastId is not null)
        {
            request.Headers.Add("Last-Event-ID", lastId);
        }

        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return new FeedConnection(answer, await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
    }

    /// <summary>The ids of the next events; fewer if the feed ends before.</summary>
    internal async Task<List<string>> ReadAsync(int count)
    {
        var (ids, name) = (new List<string>(), string.Empty);
        while (ids.Count < count && await _lines.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.Length == 0)
            {
                name = string.Empty;
            }
            else if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                LastId = line[4..];
            }
            else if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                name = line[7..];
            }
            else if (line.StartsWith("data: ", StringComparison.Ordinal))
            {
                using var data = JsonDocument.Parse(line[6..]);
                if (name == "closed")
                {
                    ClosedFor = data.RootElement.GetProperty("reason").GetString();
                }
                else
                {
                    ids.Add(data.RootElement.GetProperty("id").GetString()!);
                }
            }
        }

        return ids;
    }

    public void Dispose()
    {
        _lines.Dispose();
        _answer.Dispose();
    }
}

using System.Net.Http.Headers;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Signalbox.Output;

namespace Signalbox.Connection;

/// <summary>The server's HTTP API.</summary>
internal sealed class SignalboxClient : IDisposable
{
    /// <summary>The most items that the server puts on a page.</summary>
    internal const int PageSize = 200;

    private readonly HttpClient _http;

    /// <param name="url">The server's address, with a slash at its end.</param>
    /// <param name="apiKey">The API key.</param>
    internal SignalboxClient(Uri url, string apiKey)
    {
        _http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        try
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", apiKey);
        }
        catch (FormatException e)
        {
            throw new CommandFault(CommandExit.Unauthorized, "The API key holds characters that no key has, such as a line break.", e);
        }
    }

    /// <summary>The server's address.</summary>
    internal Uri Url => _http.BaseAddress!;

    /// <summary>One thing.</summary>
    /// <param name="path">From <c>v1/</c> on; its parts already escaped.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CommandFault">The server does not answer, or does not with what was asked for.</exception>
    internal async Task<Answer> GetAsync(string path, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Get, path, cancellationToken)).OrFault(_http.BaseAddress!);

    /// <summary>Something that goes on for as long as the caller reads it.</summary>
    /// <exception cref="CommandFault">The server does not answer, or does not with what was asked for.</exception>
    internal async Task<HttpResponseMessage> OpenAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return response;
            }

            using (response)
            {
                var refusal = new Answer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Headers.Date);
                refusal = refusal.Status is 403 or 410 ? throw new CommandFault(CommandExit.Usage, refusal.Detail) : refusal.OrFault(_http.BaseAddress!);
                throw new CommandFault(CommandExit.Failed, refusal.Detail);
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Reachability.Fault(_http.BaseAddress!, e);
        }
    }

    /// <summary>Asks for something to be done; a refusal is an answer.</summary>
    /// <exception cref="CommandFault">The server does not answer, or refuses the key.</exception>
    internal async Task<Answer> PostAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await SendAsync(HttpMethod.Post, path, cancellationToken);
        return answer.Status is 401 ? answer.OrFault(_http.BaseAddress!) : answer;
    }

    /// <summary>Asks for something with a JSON body.</summary>
    /// <exception cref="CommandFault">The server does not answer, or does not do what was asked for.</exception>
    internal Task<Answer> PostAsync(string path, byte[] json, CancellationToken cancellationToken) => SendAsync(HttpMethod.Post, path, json, cancellationToken);

    /// <summary>Changes something.</summary>
    /// <exception cref="CommandFault">The server does not answer, or does not do what was asked for.</exception>
    internal Task<Answer> PatchAsync(string path, byte[] json, CancellationToken cancellationToken) => SendAsync(HttpMethod.Patch, path, json, cancellationToken);

    /// <summary>Deletes something.</summary>
    /// <exception cref="CommandFault">The server does not answer, or does not do what was asked for.</exception>
    internal async Task<Answer> DeleteAsync(string path, CancellationToken cancellationToken) =>
        (await SendAsync(HttpMethod.Delete, path, cancellationToken)).OrFault(_http.BaseAddress!);

    /// <summary>The pages of a list, up to its end. The caller stops earlier if it has enough.</summary>
    /// <param name="path">The list.</param>
    /// <param name="query">Its filters.</param>
    /// <param name="pageSize">How many items to ask for at once; more than <see cref="PageSize"/> counts as that many.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="CommandFault">The server does not answer, or does not with what was asked for.</exception>
    internal async IAsyncEnumerable<Page> PagesAsync(
        string path, QueryText query, int pageSize, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;
        do
        {
            var text = query.With("limit", $"{Math.Min(pageSize, PageSize)}").With("cursor", cursor);
            var answer = await GetAsync($"{path}{text}", cancellationToken);
            var page = Page.Of(answer);
            yield return page;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>The first items of a list.</summary>
    /// <param name="path">The list.</param>
    /// <param name="query">Its filters.</param>
    /// <param name="limit">The most items.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The items, and whether the list goes on.</returns>
    /// <exception cref="CommandFault">The server does not answer, or does not with what was asked for.</exception>
    internal async Task<(List<JsonElement> Items, bool More)> FirstAsync(string path, QueryText query, int limit, CancellationToken cancellationToken)
    {
        var items = new List<JsonElement>();
        await foreach (var page in PagesAsync(path, query, limit, cancellationToken))
        {
            var room = limit - items.Count;
            items.AddRange(page.Items.Take(room));
            if (items.Count == limit)
            {
                return (items, page.NextCursor is not null || page.Items.Count > room);
            }
        }

        return (items, false);
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task<Answer> SendAsync(HttpMethod method, string path, byte[] json, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(json) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        return (await SendAsync(method, path, cancellationToken, content)).OrFault(_http.BaseAddress!);
    }

    private async Task<Answer> SendAsync(HttpMethod method, string path, CancellationToken cancellationToken, HttpContent? content = null)
    {
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var response = await _http.SendAsync(request, cancellationToken);
            return new Answer((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken), response.Headers.Date);
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw Reachability.Fault(_http.BaseAddress!, e);
        }
    }
}

using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Listen;

/// <summary>Follows the feed through outages: it connects again behind the last event that was handled.</summary>
internal sealed class FeedFollower(Session session, SignalboxClient client, QueryText query, Func<FeedItem, CancellationToken, Task> handle)
{
    internal static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(1);

    // Signs of life come every 15 seconds, unless the server is told otherwise.
    private static readonly TimeSpan LongestSilence = TimeSpan.FromMinutes(2);

    private string? _after;
    private bool _hasConnected;
    private bool _isAway;

    /// <summary>Follows it until cancelled.</summary>
    /// <param name="after">Behind which number; <see langword="null"/>: from now on.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFault">There never was a server, or it refuses.</exception>
    internal async Task<CommandExit> RunAsync(string? after, CancellationToken cancellationToken)
    {
        _after = after;
        try
        {
            while (true)
            {
                await TryReadAsync(cancellationToken);
                await Task.Delay(RetryInterval, session.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandExit.Ok;
        }
    }

    private async Task TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            using var answer = await client.OpenAsync($"v1/feed{query.With("after", _after)}", silence.Token);
            await TellAsync(isAway: false, string.Empty);
            await using var stream = await answer.Content.ReadAsStreamAsync(silence.Token);
            silence.CancelAfter(LongestSilence);
            await foreach (var message in FeedMessage.ReadAsync(stream, silence.Token))
            {
                silence.CancelAfter(Timeout.InfiniteTimeSpan);
                await TakeAsync(message, cancellationToken);
                silence.CancelAfter(LongestSilence);
            }

            await TellAsync(isAway: true, "The feed has ended.");
        }
        catch (CommandFault fault) when (_hasConnected && fault.Exit is CommandExit.Unreachable or CommandExit.Failed)
        {
            await TellAsync(isAway: true, fault.Message);
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            await TellAsync(isAway: true, $"The feed broke off ({Reachability.Describe(e)}).");
        }
    }

    private async Task TakeAsync(FeedMessage message, CancellationToken cancellationToken)
    {
        if (message is { Name: "closed", Data: { } why })
        {
            var reason = FeedItem.Parse(why).Json.TryGetProperty("reason", out var text) ? Printable.Of(text) : "?";
            await session.Terminal.Error.WriteLineAsync($"The server closed the feed: {reason}.");
        }
        else if (message is { Name: "", Data: { } data })
        {
            await handle(FeedItem.Parse(data), cancellationToken);
        }

        _after = message.Id ?? _after;
    }

    private async Task TellAsync(bool isAway, string message)
    {
        _hasConnected |= !isAway;
        if (_isAway != isAway)
        {
            await session.Terminal.Error.WriteLineAsync(isAway ? $"{message} Waiting for it." : "The server answers again.");
        }

        _isAway = isAway;
    }
}

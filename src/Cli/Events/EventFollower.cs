using System.Globalization;
using System.Text.Json;
using Signalbox.Connection;
using Signalbox.Output;

namespace Signalbox.Events;

/// <summary>
/// Prints events as they arrive. Each poll reads the journal from its newest entry back to what is known, but looks again at the last
/// seconds: an event with a smaller position may become visible after one with a greater, when two processes commit.
/// </summary>
internal sealed class EventFollower(Session session, SignalboxClient client, QueryText query)
{
    internal static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>How far a poll looks back behind the one before. More than a commit takes, and than the clocks of two servers differ.</summary>
    internal static readonly TimeSpan Overlap = TimeSpan.FromSeconds(10);

    // Positions of what was printed, each with the poll's time; those behind the overlap are forgotten.
    private readonly Dictionary<string, DateTimeOffset> _printed = [];

    private DateTimeOffset? _polledAt;
    private long _floor;
    private bool _isAway;

    /// <summary>Prints the latest events, then goes on until cancelled.</summary>
    /// <param name="latest">How many that are there already.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandFault">The first poll failed, or the server refuses. One that goes away later is waited for.</exception>
    internal async Task<CommandExit> RunAsync(int latest, CancellationToken cancellationToken)
    {
        try
        {
            await PollAsync(latest, cancellationToken);
            while (true)
            {
                await Task.Delay(PollInterval, session.Time, cancellationToken);
                await TryPollAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return CommandExit.Ok;
        }
    }

    private async Task TryPollAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PollAsync(int.MaxValue, cancellationToken);
            if (_isAway)
            {
                _isAway = false;
                await session.Terminal.Error.WriteLineAsync("The server answers again.");
            }
        }
        catch (CommandFault fault) when (fault.Exit is CommandExit.Unreachable or CommandExit.Failed)
        {
            if (!_isAway)
            {
                _isAway = true;
                await session.Terminal.Error.WriteLineAsync($"{fault.Message} Waiting for it.");
            }
        }
    }

    private async Task PollAsync(int most, CancellationToken cancellationToken)
    {
        var since = _polledAt is { } polled ? query.With("from", Text(polled - Overlap)) : query;
        DateTimeOffset? now = null;
        var fresh = new List<JsonElement>();
        await foreach (var page in client.PagesAsync("v1/events", since, most, cancellationToken))
        {
            now ??= page.Date ?? session.Time.GetUtcNow();
            var before = fresh.Count;
            fresh.AddRange(page.Items.Where(IsNew).Take(most - fresh.Count));

            // A page of known ones only: what is behind it was known to the poll before. An empty one says nothing.
            if (fresh.Count == most || (page.Items.Count > 0 && fresh.Count == before))
            {
                break;
            }
        }

        for (var i = fresh.Count - 1; i >= 0; i--)
        {
            EventRows.WriteLine(session, fresh[i]);
            _printed[Position(fresh[i])] = now!.Value;
        }

        if (_polledAt is null && fresh.Count == most)
        {
            // What is older than the oldest that was asked for is not news, although the next poll sees it.
            _floor = long.Parse(Position(fresh[^1]), CultureInfo.InvariantCulture);
        }

        _polledAt = now;
        Forget(now!.Value - (2 * Overlap));
    }

    private bool IsNew(JsonElement item) =>
        Position(item) is var position && !_printed.ContainsKey(position) && long.Parse(position, CultureInfo.InvariantCulture) > _floor;

    private void Forget(DateTimeOffset before)
    {
        foreach (var (position, _) in _printed.Where(printed => printed.Value < before).ToList())
        {
            _printed.Remove(position);
        }
    }

    private static string Position(JsonElement item) => item.GetProperty("position").GetString()!;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

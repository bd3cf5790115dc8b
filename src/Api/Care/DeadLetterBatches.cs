using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signalbox.Http;
using Signalbox.Operations;
using Signalbox.Streams;

namespace Signalbox.Care;

/// <summary>What is to be done about dead letters.</summary>
internal enum DeadLetterAction
{
    /// <summary>They are applied once more.</summary>
    Replay = 1,

    /// <summary>They are passed over for good.</summary>
    Discard = 2,
}

/// <summary>Replays and discards several dead letters, each through the grain of its stream: those of a stream in their order, some streams at once.</summary>
internal sealed partial class DeadLetterBatches(IDeadLetterQueries queries, ILogger<DeadLetterBatches> logger, IGrainFactory? grains = null)
{
    /// <summary>The most of one call: somebody waits for the answer.</summary>
    internal const int Most = 100;

    private const int StreamsAtOnce = 8;

    internal async Task<IResult> ResolveAsync(HttpContext context, DeadLetterAction action, CancellationToken cancellationToken)
    {
        if (RequestQuery.Of(context).Fault is { } fault)
        {
            return fault;
        }

        var (body, badBody) = await CommandRequest.ReadAsync(context, DeadLetterJson.Default.DeadLetterBatchRequest, DeadLetterBatchRequest.Check);
        if (badBody is not null)
        {
            return badBody;
        }

        if (grains is null)
        {
            return Problems.Result(503, "no_grains", "This process hosts no grains. Ask one whose Signalbox:Roles has 'grains'.");
        }

        var request = JsonSerializer.Deserialize(body.Span, DeadLetterJson.Default.DeadLetterBatchRequest)!;
        var letters = await queries.OldestAsync(
            request.Ids, new DeadLetterFilter("open", request.Account, request.Stream, request.Type), request.After, Most + 1, cancellationToken);
        var results = new DeadLetterResult[Math.Min(letters.Count, Most)];
        await Parallel.ForEachAsync(
            letters.Take(Most).Select(static (letter, place) => (letter, place)).GroupBy(static l => l.letter.Stream),
            new ParallelOptions { MaxDegreeOfParallelism = StreamsAtOnce, CancellationToken = cancellationToken },
            async (stream, stop) =>
            {
                foreach (var (letter, place) in stream.OrderBy(static l => l.letter.Version))
                {
                    results[place] = await ResolveAsync(letter, action, grains, stop);
                }
            });

        List<DeadLetterResult> items = [.. results, .. (request.Ids ?? []).Distinct().Except(letters.Select(static l => l.Id)).Select(static id => new DeadLetterResult(id, "not_open", null))];
        var resolved = items.Count(static i => i.Outcome is "replayed" or "discarded");
        return TypedResults.Ok(new DeadLetterBatch(resolved, items.Count - resolved, letters.Count > Most, results.Length > 0 ? letters[results.Length - 1].Id : null, items));
    }

    private async Task<DeadLetterResult> ResolveAsync(DeadLetter letter, DeadLetterAction action, IGrainFactory factory, CancellationToken cancellationToken)
    {
        try
        {
            var grain = StreamGrains.Get(factory, letter.Stream);
            var outcome = action is DeadLetterAction.Replay
                ? await grain.ReplayAsync(letter.Version, cancellationToken)
                : await grain.SkipAsync(letter.Version, cancellationToken);
            return outcome switch
            {
                ReplayOutcome.Done => new DeadLetterResult(letter.Id, action is DeadLetterAction.Replay ? "replayed" : "discarded", null),
                ReplayOutcome.Resolved => new DeadLetterResult(letter.Id, "not_open", null),
                ReplayOutcome.NotFound => new DeadLetterResult(letter.Id, "event_gone", null),
                _ => new DeadLetterResult(letter.Id, "failed", (await queries.FindAsync(letter.Id, cancellationToken))?.Error),
            };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // As with a single one: whether it was done cannot be told from here, and the others are worth a try.
            LogUnknown(logger, e, letter.Id, letter.Stream);
            return new DeadLetterResult(letter.Id, "unknown", null);
        }
    }

    [LoggerMessage(6213, LogLevel.Warning, "Dead letter {Id} of {Stream}: the outcome is unknown")]
    private static partial void LogUnknown(ILogger logger, Exception exception, long id, string stream);
}

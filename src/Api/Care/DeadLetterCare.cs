using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signalbox.Streams;

namespace Signalbox.Care;

/// <summary>Replays and discards dead letters through the grain of their stream, which alone may move it.</summary>
internal sealed partial class DeadLetterCare(IDeadLetterQueries queries, ILogger<DeadLetterCare> logger, IGrainFactory? grains = null)
{
    internal Task<IResult> ReplayAsync(long id, CancellationToken cancellationToken) =>
        ResolveAsync(id, "replayed", static (grain, version, cancellationToken) => grain.ReplayAsync(version, cancellationToken), cancellationToken);

    internal Task<IResult> DiscardAsync(long id, CancellationToken cancellationToken) =>
        ResolveAsync(id, "discarded", static (grain, version, cancellationToken) => grain.SkipAsync(version, cancellationToken), cancellationToken);

    internal static IResult Unknown(long id) => Problems.Result(404, "unknown_dead_letter", $"There is no dead letter {id}.");

    private static IResult AlreadyResolved(long id, DeadLetter letter) =>
        Problems.Result(409, "already_resolved", $"The dead letter {id} was {(letter.Status is DeadLetterState.Replayed ? "replayed" : "discarded")} at {letter.ResolvedAt:O}.");

    private async Task<IResult> ResolveAsync(
        long id, string resolved, Func<IStreamGrain, long, CancellationToken, Task<ReplayOutcome>> resolve, CancellationToken cancellationToken)
    {
        if (await queries.FindAsync(id, cancellationToken) is not { } letter)
        {
            return Unknown(id);
        }

        if (grains is null)
        {
            return Problems.Result(503, "no_grains", "This process hosts no grains. Ask one whose Signalbox:Roles has 'grains'.");
        }

        if (letter.Status is not DeadLetterState.Open)
        {
            return AlreadyResolved(id, letter);
        }

        ReplayOutcome outcome;
        try
        {
            outcome = await resolve(StreamGrains.Get(grains, letter.Stream), letter.Version, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The grain was overloaded or stopped, or its commit's fate is unknown: nothing that could be told apart from here.
            LogUnknown(logger, e, id, letter.Stream);
            return Problems.Result(503, "outcome_unknown", $"Whether the dead letter {id} was {resolved} is unknown. Look at it again; while it is open, try again.");
        }

        LogResolved(logger, id, letter.Stream, letter.Version, letter.EventId, resolved, outcome);
        var now = await queries.FindAsync(id, cancellationToken) ?? letter;
        return outcome switch
        {
            ReplayOutcome.Done => TypedResults.Ok(now),
            ReplayOutcome.Resolved => AlreadyResolved(id, now),
            ReplayOutcome.Failed => Problems.Result(
                409,
                "replay_failed",
                $"The dead letter {id} could not be {resolved} and stays open: {now.Error}",
                new Dictionary<string, object?> { ["error"] = now.Error }),
            ReplayOutcome.NotFound => Problems.Result(
                409, "event_gone", $"The journal no longer holds version {letter.Version} of {letter.Stream}, or the stream has not come to it yet. It can be discarded."),
            _ => throw new UnreachableException(),
        };
    }

    [LoggerMessage(1201, LogLevel.Information, "Dead letter {Id} ({Stream} version {Version}, {EventId}) to be {Resolved}: {Outcome}")]
    private static partial void LogResolved(ILogger logger, long id, string stream, long version, string eventId, string resolved, ReplayOutcome outcome);

    [LoggerMessage(1202, LogLevel.Warning, "Dead letter {Id} of {Stream}: the outcome is unknown")]
    private static partial void LogUnknown(ILogger logger, Exception exception, long id, string stream);
}

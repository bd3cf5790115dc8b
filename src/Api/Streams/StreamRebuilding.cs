using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Signalbox.Streams;

/// <summary>Has the rows of streams computed anew by their grains.</summary>
internal sealed partial class StreamRebuilding(ILogger<StreamRebuilding> logger, IGrainFactory? grains = null)
{
    internal async Task<IResult> RebuildAsync(StreamKey key, CancellationToken cancellationToken)
    {
        if (grains is null)
        {
            return Problems.Result(503, "no_grains", "This process hosts no grains. Ask one whose Signalbox:Roles has 'grains'.");
        }

        RebuildReport report;
        try
        {
            report = await StreamGrains.Get(grains, key.ToString()).RebuildAsync(cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnknown(logger, e, key.ToString());
            return Problems.Result(503, "outcome_unknown", $"Whether the rows of {key} were rebuilt is unknown. Rebuild them again; that does no harm.");
        }

        LogRebuilt(logger, key.ToString(), report.Outcome, report.Events, report.Written, report.ToConfirm);
        return report.Outcome switch
        {
            RebuildOutcome.Done => TypedResults.Ok(
                new RebuiltStream(key.ToString(), report.FirstVersion, report.Applied, report.Events, report.Objects, report.Written, report.ToConfirm)),
            RebuildOutcome.TooLarge => Problems.Result(
                409, "stream_too_large", $"{key} is about more objects than one rebuild can hold. POST /v1/replays with this stream repairs rows that are missing."),
            RebuildOutcome.Refused => Problems.Result(
                409, "rebuild_failed", $"The database refused a row of {key}, see the log; {report.Written} rows before it are written."),
            _ => throw new UnreachableException(),
        };
    }

    [LoggerMessage(6211, LogLevel.Information, "{Stream}: rows rebuilt ({Outcome}) from {Events} events, {Written} written, {ToConfirm} to be read from the provider")]
    private static partial void LogRebuilt(ILogger logger, string stream, RebuildOutcome outcome, int events, int written, int toConfirm);

    [LoggerMessage(6212, LogLevel.Warning, "{Stream}: whether its rows were rebuilt is unknown")]
    private static partial void LogUnknown(ILogger logger, Exception exception, string stream);
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Signalbox.Streams;

namespace Signalbox.Reads;

/// <summary>Reads a stream's objects by hand, through its grain.</summary>
internal sealed partial class StreamRefresh(ILogger<StreamRefresh> logger, IGrainFactory? grains = null)
{
    internal async Task<IResult> RefreshAsync(StreamKey key, CancellationToken cancellationToken)
    {
        if (grains is null)
        {
            return Problems.Result(503, "no_grains", "This process hosts no grains. Ask one whose Signalbox:Roles has 'grains'.");
        }

        RefreshReport report;
        try
        {
            report = await StreamGrains.Get(grains, key.ToString()).RefreshAsync(new RefreshRequest([], IsInteractive: true), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            // The grain was overloaded or stopped, or the database is away. What was kept is kept; reading again does no harm.
            LogUnknown(logger, e, key.ToString());
            return Problems.Result(503, "outcome_unknown", $"Whether objects of {key} were read is unknown. Ask again; reading twice does no harm.");
        }

        return Answer(key, report);
    }

    private static IResult Answer(StreamKey key, RefreshReport report)
    {
        if (!report.CanRead)
        {
            return Problems.Result(
                409, "no_api_key", $"Nothing can be read from the provider: there is no account '{key.Account}' with an API key (Signalbox:Accounts:{key.Account}:ApiKey).");
        }

        if (report.Objects.Count == 0)
        {
            return Problems.Result(404, "unknown_stream", $"There is no object of {key}. A stream's key is account/kind/id, such as stripe/customer/cus_123.");
        }

        return report.Objects.All(static o => o.Outcome is ReadOutcome.Refused or ReadOutcome.Failed)
            ? Problems.Result(503, "provider_unavailable", $"Nothing of {key} could be read: the rate limit or the circuit breaker holds calls back, or the provider does not answer. What is provisional is read later.")
            : TypedResults.Ok(new RefreshAnswer(
                key.ToString(),
                report.Objects.Count(static o => o.Outcome is ReadOutcome.Confirmed),
                [.. report.Objects.Select(static o => new RefreshedRow(o.Name.Table, o.Name.Id, ReadNames.Of(o.Outcome)))]));
    }

    [LoggerMessage(1211, LogLevel.Warning, "Whether objects of {Stream} were read is unknown")]
    private static partial void LogUnknown(ILogger logger, Exception exception, string stream);
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Signalbox.Calls;

/// <summary>Isolates and closes circuits by hand, through their grain.</summary>
internal sealed partial class CircuitCare(IProviderQueries queries, ILogger<CircuitCare> logger, IGrainFactory? grains = null)
{
    internal Task<IResult> IsolateAsync(string account, string endpointClass, CancellationToken cancellationToken) =>
        MoveAsync(account, endpointClass, "isolated", static (grain, cancellationToken) => grain.IsolateAsync(cancellationToken), cancellationToken);

    internal Task<IResult> CloseAsync(string account, string endpointClass, CancellationToken cancellationToken) =>
        MoveAsync(account, endpointClass, "closed", static (grain, cancellationToken) => grain.CloseAsync(cancellationToken), cancellationToken);

    private async Task<IResult> MoveAsync(
        string account, string endpointClass, string to, Func<ICircuitBreakerGrain, CancellationToken, Task> move, CancellationToken cancellationToken)
    {
        if (await queries.FindCircuitAsync(account, endpointClass, cancellationToken) is not { } before)
        {
            return Problems.Result(404, "unknown_circuit", "There is no such circuit. GET /v1/providers/{account} lists those that there are.");
        }

        if (grains is null)
        {
            return Problems.Result(503, "no_grains", "This process hosts no grains. Ask one whose Signalbox:Roles has 'grains'.");
        }

        try
        {
            await move(grains.GetGrain<ICircuitBreakerGrain>($"{account}/{endpointClass}"), cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            LogUnknown(logger, e, account, endpointClass, to);
            return Problems.Result(503, "outcome_unknown", $"Whether the circuit was {to} is unknown. Look at it again, and repeat the request if it is not.");
        }

        LogMoved(logger, account, endpointClass, before.State, to);
        return TypedResults.Ok(await queries.FindCircuitAsync(account, endpointClass, cancellationToken) ?? before);
    }

    // The record of who did what: the API has one key, so that the line says what and when.
    [LoggerMessage(5030, LogLevel.Warning, "By hand, over the API: the circuit {Account}/{EndpointClass} was {Before} and is {To} now")]
    private static partial void LogMoved(ILogger logger, string account, string endpointClass, string before, string to);

    [LoggerMessage(5031, LogLevel.Error, "By hand, over the API: whether the circuit {Account}/{EndpointClass} is {To} is unknown")]
    private static partial void LogUnknown(ILogger logger, Exception exception, string account, string endpointClass, string to);
}

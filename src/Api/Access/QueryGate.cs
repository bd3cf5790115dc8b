using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Signalbox.Access;

/// <summary>
/// Lets only so many requests under <c>/v1</c> work at once. They share the database with the grains, and a script that asks for everything
/// in parallel must not slow down what is being applied.
/// </summary>
internal sealed class QueryGate(RequestDelegate next) : IDisposable
{
    internal const int AtOnce = 8;
    internal const int Waiting = 64;

    /// <summary>How many may wait for a provider at once; these need the database only for moments.</summary>
    internal const int CallsAtOnce = 256;

    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = AtOnce, QueueLimit = Waiting });
    private readonly ConcurrencyLimiter _calls = new(new() { PermitLimit = CallsAtOnce, QueueLimit = 0 });

    public Task InvokeAsync(HttpContext context) => ApiKeyMiddleware.Guards(context) && context.GetEndpoint()?.Metadata.GetMetadata<HoldsOpen>() is null
        ? EnterAsync(context)
        : next(context);

    private async Task EnterAsync(HttpContext context)
    {
        var calls = context.GetEndpoint()?.Metadata.GetMetadata<CallsProvider>() is not null;
        using var permit = await (calls ? _calls : _limiter).AcquireAsync(1, context.RequestAborted);
        if (permit.IsAcquired)
        {
            await next(context);
            return;
        }

        context.Response.Headers.RetryAfter = "1";
        await Problems.WriteAsync(context, 503, "busy", calls
            ? $"{CallsAtOnce} calls to providers are under way. Try again, with fewer at once."
            : $"{AtOnce} requests are being worked on and {Waiting} are waiting. Try again, with fewer at once.");
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limiter.Dispose();
        _calls.Dispose();
    }
}

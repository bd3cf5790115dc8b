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

    private readonly ConcurrencyLimiter _limiter = new(new() { PermitLimit = AtOnce, QueueLimit = Waiting });

    public Task InvokeAsync(HttpContext context) => ApiKeyMiddleware.Guards(context) ? EnterAsync(context) : next(context);

    private async Task EnterAsync(HttpContext context)
    {
        using var permit = await _limiter.AcquireAsync(1, context.RequestAborted);
        if (permit.IsAcquired)
        {
            await next(context);
            return;
        }

        context.Response.Headers.RetryAfter = "1";
        await Problems.WriteAsync(context, 503, "busy", $"{AtOnce} requests are being worked on and {Waiting} are waiting. Try again, with fewer at once.");
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}

using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Signalbox.Access;

namespace Signalbox.Feed;

/// <summary>The readers of this process: how many there may be, and what each is written. Safe for any number of callers at once.</summary>
internal sealed class FeedSessions(IOptions<FeedOptions> options, FeedMetrics metrics, IReadTokens tokens, IHostApplicationLifetime lifetime, TimeProvider time)
{
    /// <summary>How long a farewell may take.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly FrozenSet<string> _origins =
        (options.Value.AllowedOrigins ?? string.Empty).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(static origin => origin.TrimEnd('/')).ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private int _readers;

    /// <summary>Lets pages of another origin read the answer, if they may (https://fetch.spec.whatwg.org/#http-cors-protocol).</summary>
    internal void AllowOrigin(HttpContext context)
    {
        if (_origins.Count > 0)
        {
            context.Response.Headers.Append("Vary", "Origin");
            if (context.Request.Headers.Origin is [{ Length: > 0 } origin] && (_origins.Contains(origin) || _origins.Contains("*")))
            {
                context.Response.Headers.AccessControlAllowOrigin = origin;
            }
        }
    }

    /// <summary>One more reader; <see langword="null"/> if there are as many as there may be.</summary>
    internal Place? TryEnter()
    {
        if (Interlocked.Increment(ref _readers) <= options.Value.MostReaders)
        {
            metrics.Entered();
            return new Place(this);
        }

        Interlocked.Decrement(ref _readers);
        return null;
    }

    /// <summary>Writes what the reader reads until one side ends it.</summary>
    internal async Task<FeedEnd> RunAsync(HttpContext context, IFeedReader reader, bool withRaw, ReadToken? token)
    {
        var response = context.Response;
        response.ContentType = "text/event-stream";
        response.Headers.CacheControl = "no-store, no-transform";

        // A proxy that collects what it passes on would hold events back (https://nginx.org/en/docs/http/ngx_http_proxy_module.html#proxy_buffering).
        response.Headers["X-Accel-Buffering"] = "no";
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();

        // How long a write may take is this class's to say; the server would give a sign of life 5 seconds.
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        using var watch = token is null ? null : tokens.Watch(token);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, lifetime.ApplicationStopping, watch?.Ended ?? CancellationToken.None);
        var writer = new FeedWriter(response.BodyWriter, options.Value.WriteTimeout, time);
        var reason = await WriteAllAsync(reader, writer, withRaw, end.Token);
        if (reason is FeedEnd.None)
        {
            reason = context.RequestAborted.IsCancellationRequested ? FeedEnd.Left : watch is { Ended.IsCancellationRequested: true } ? FeedEnd.Token : FeedEnd.Stopping;
        }

        if (reason is not FeedEnd.Left && !await writer.TryEndAsync(FeedFrames.Closed(FeedEnds.NameOf(reason), reader.After), Farewell))
        {
            context.Abort();
        }

        return reason;
    }

    /// <returns>Why it ended, or none if <paramref name="end"/> was the reason.</returns>
    private async Task<FeedEnd> WriteAllAsync(IFeedReader reader, FeedWriter writer, bool withRaw, CancellationToken end)
    {
        try
        {
            writer.Add(FeedFrames.Beginning(reader.After));
            while (true)
            {
                if (!await writer.TrySendAsync(end))
                {
                    return FeedEnd.TooSlow;
                }

                using var batch = await reader.ReadAsync(end);
                if (batch.End is not FeedEnd.None)
                {
                    return batch.End;
                }

                foreach (var e in batch.Events)
                {
                    writer.Add(withRaw ? FeedFrames.Of(e, withRaw: true) : e.Frame.Span);
                }

                if (batch.Events.Count == 0)
                {
                    writer.Add(FeedFrames.Heartbeat(reader.After));
                }

                // Within the batch's life: what a reader that is behind holds in memory is bounded by its turn.
                if (!await writer.TrySendAsync(end))
                {
                    return FeedEnd.TooSlow;
                }

                metrics.Sent(batch.Events.Count);
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return FeedEnd.None;
        }
        catch (IOException)
        {
            return FeedEnd.Left;
        }
    }

    private void Leave(FeedEnd end)
    {
        Interlocked.Decrement(ref _readers);
        metrics.Left(end);
    }

    /// <summary>A reader's place.</summary>
    internal sealed class Place(FeedSessions sessions) : IDisposable
    {
        /// <summary>Why it ends.</summary>
        internal FeedEnd End { get; set; } = FeedEnd.Left;

        /// <inheritdoc/>
        public void Dispose() => sessions.Leave(End);
    }
}

using Microsoft.Extensions.Logging;
using Signalbox.Providers;
using Signalbox.Providers.Definitions;
using Signalbox.Providers.Diagnosis;
using Signalbox.Rejections;

namespace Signalbox.Ingress;

/// <summary>What is written down of refused webhooks: lines in the log and a sample to diagnose from, both bounded for each source whatever comes.</summary>
internal sealed partial class RefusedWebhooks(RejectionSample sample, ProviderCatalog providers, ILogger<RefusedWebhooks> logger)
{
    /// <summary>A signature did not verify.</summary>
    internal void Note(Source source, SignatureFault fault, in WebhookRequest request, DateTimeOffset at)
    {
        if (MayLog(source, at))
        {
            LogRefused(logger, source.Account.Name, fault, request.Body.Length);
        }

        Sample(source, FaultNames.Of(fault), request, at);
    }

    /// <summary>A signed body was no event.</summary>
    internal void Note(Source source, EnvelopeFault fault, in WebhookRequest request, DateTimeOffset at)
    {
        if (MayLog(source, at))
        {
            LogNoEvent(logger, source.Account.Name, fault, request.Body.Length);
        }

        Sample(source, FaultNames.Of(fault), request, at);
    }

    private bool MayLog(Source source, DateTimeOffset at)
    {
        var may = source.Share.MayLog(at, out var unlogged);
        if (unlogged > 0)
        {
            LogUnlogged(logger, unlogged, source.Account.Name);
        }

        return may;
    }

    private void Sample(Source source, string fault, in WebhookRequest request, DateTimeOffset at)
    {
        if (source.Provider is CatalogProvider provider && source.Share.MaySample(at))
        {
            var known = RejectedHeaders.KnownTo(providers.All.Select(static p => p.Definition));
            sample.Offer(RejectedRequest.Of(source.Account.Name, fault, at, request, provider.Definition.Signature.Traits, known));
        }
    }

    [LoggerMessage(1501, LogLevel.Warning, "A webhook for {Source} was refused: {Fault} ({Bytes} bytes)")]
    private static partial void LogRefused(ILogger logger, string source, SignatureFault fault, int bytes);

    [LoggerMessage(1502, LogLevel.Warning, "A signed webhook for {Source} is no event: {Fault} ({Bytes} bytes)")]
    private static partial void LogNoEvent(ILogger logger, string source, EnvelopeFault fault, int bytes);

    [LoggerMessage(1550, LogLevel.Warning, "{Count} more webhooks for {Source} were refused and have no line of their own")]
    private static partial void LogUnlogged(ILogger logger, long count, string source);
}

using Microsoft.AspNetCore.Http;
using Signalbox.Providers;
using Signalbox.Providers.Signatures;

namespace Signalbox.Tests.Support.Deliveries;

/// <summary>One URL of a receiver, with what has come to it. Safe for any number of callers at once.</summary>
public sealed class ReceiverEndpoint
{
    private static readonly StandardWebhooksScheme Scheme = new(new StandardWebhooksParameters(["webhook"], TimeSpan.FromMinutes(5)));

    private readonly Lock _lock = new();
    private readonly List<ReceivedDelivery> _deliveries = [];
    private readonly List<string> _refused = [];
    private readonly Dictionary<string, int> _arrivals = new(StringComparer.Ordinal);
    private volatile FaultScript _script = FaultScript.Faultless;
    private volatile IReadOnlyList<WebhookSecret> _secrets = [];

    internal ReceiverEndpoint(Uri url) => Url = url;

    /// <summary>Where it is.</summary>
    public Uri Url { get; }

    /// <summary>What came and was signed with any of the secrets, in its order; also what was answered with a fault.</summary>
    public IReadOnlyList<ReceivedDelivery> Deliveries
    {
        get
        {
            lock (_lock)
            {
                return [.. _deliveries];
            }
        }
    }

    /// <summary>Why requests were refused that nobody should have made.</summary>
    public IReadOnlyList<string> Refused
    {
        get
        {
            lock (_lock)
            {
                return [.. _refused];
            }
        }
    }

    /// <summary>The ids of the events that have come, each once, in the order of their first arrival.</summary>
    public IReadOnlyList<ReceivedDelivery> First => [.. Deliveries.DistinctBy(static d => d.EventId)];

    /// <summary>What it answers from now on.</summary>
    public void Answer(FaultScript script) => _script = script;

    /// <summary>What it verifies with from now on: <c>whsec_…</c>, or <c>whpk_…</c>; one that verifies is enough.</summary>
    public void Trust(params IReadOnlyList<string> secrets) => _secrets = [.. secrets.Select(static s => new WebhookSecret(s))];

    internal ReceiverFault Receive(string method, string target, HeaderDictionary headers, ReadOnlyMemory<byte> body)
    {
        var request = new WebhookRequest(method, Url.Scheme, Url.Authority, target, headers, body);
        var now = TimeProvider.System.GetUtcNow();
        var verified = _secrets.Index().Where(s => Scheme.Verify(request, [s.Item], now).IsValid).Select(static s => s.Index).ToList();
        lock (_lock)
        {
            if (method != "POST" || target != Url.PathAndQuery || verified.Count == 0)
            {
                _refused.Add($"{method} {target} {headers["webhook-id"]}: {verified.Count} signatures hold");
                return ReceiverFault.ClientError;
            }

            var received = ReceivedDelivery.Of(headers, body, verified);
            var arrival = _arrivals[received.EventId] = _arrivals.GetValueOrDefault(received.EventId) + 1;
            var fault = _script.Of(received.EventId, arrival);
            _deliveries.Add(received with { At = now, Answer = fault });
            return fault;
        }
    }
}

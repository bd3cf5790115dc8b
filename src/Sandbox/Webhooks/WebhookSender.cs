using Signalbox.Sandbox.Accounts;
using Signalbox.Sandbox.Faults;
using Signalbox.Simulation;

namespace Signalbox.Sandbox.Webhooks;

/// <summary>Sends every event to every endpoint, and knows what became of each. Safe for any number of callers at once.</summary>
internal sealed class WebhookSender : IEventSink, IAsyncDisposable
{
    /// <summary>How many endpoints there may be: Stripe's limit.</summary>
    internal const int MaxEndpoints = 16;

    private readonly Lock _gate = new();
    private readonly List<WebhookEndpoint> _endpoints = [];
    private readonly Queue<Delivery> _deliveries = [];
    private readonly FaultPlan<WebhookFaultRule> _faults;
    private readonly SandboxOptions _options;
    private readonly TimeProvider _time;
    private readonly HttpClient _client = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private int _added;

    internal WebhookSender(SandboxOptions options, FaultPlan<WebhookFaultRule> faults, TimeProvider time)
    {
        (_options, _faults, _time) = (options, faults, time);
        foreach (var endpoint in options.Endpoints)
        {
            Add(endpoint.Url!, [endpoint.Secret]);
        }
    }

    internal WebhookEndpoint[] Endpoints
    {
        get
        {
            lock (_gate)
            {
                return [.. _endpoints];
            }
        }
    }

    /// <summary>How many webhooks are on their way.</summary>
    internal int Unfinished => Endpoints.Sum(static endpoint => endpoint.Unfinished);

    /// <returns>The endpoint, or null when there are too many.</returns>
    internal WebhookEndpoint? Add(Uri url, IReadOnlyList<string> secrets)
    {
        lock (_gate)
        {
            if (_endpoints.Count == MaxEndpoints)
            {
                return null;
            }

            var endpoint = new WebhookEndpoint($"we_{++_added}", url, secrets, _options, _client, _time);
            _endpoints.Add(endpoint);
            return endpoint;
        }
    }

    /// <returns>Whether there was one.</returns>
    internal async Task<bool> RemoveAsync(string id)
    {
        WebhookEndpoint? endpoint;
        lock (_gate)
        {
            endpoint = _endpoints.Find(one => one.Id == id);
            if (endpoint is null)
            {
                return false;
            }

            _endpoints.Remove(endpoint);
        }

        await endpoint.DisposeAsync();
        return true;
    }

    /// <inheritdoc/>
    public void Take(SimulatedEvent one)
    {
        var struck = _faults.Take(rule => Wildcard.Matches(rule.Type, one.Type));
        Send(one, struck.Count == 0 ? null : struck[0]);
    }

    /// <summary>Sends an event once more, without faults.</summary>
    internal void Resend(SimulatedEvent one) => Send(one, fault: null);

    /// <summary>All deliveries by their event's id.</summary>
    internal ILookup<string, Delivery> ByEvent()
    {
        lock (_gate)
        {
            return _deliveries.ToLookup(static delivery => delivery.Event.Id);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var endpoint in Endpoints)
        {
            await endpoint.DisposeAsync();
        }

        _client.Dispose();
    }

    private void Send(SimulatedEvent one, WebhookFaultRule? fault)
    {
        lock (_gate)
        {
            foreach (var endpoint in _endpoints)
            {
                if (_deliveries.Count == EventBook.MaxEvents)
                {
                    _deliveries.Dequeue();
                }

                var delivery = new Delivery(one, endpoint.Id, fault);
                _deliveries.Enqueue(delivery);
                endpoint.Take(delivery);
            }
        }
    }
}

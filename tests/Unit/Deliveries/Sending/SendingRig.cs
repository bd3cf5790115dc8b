using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Signalbox.Deliveries;
using Signalbox.Destinations;
using Signalbox.Journal;
using Signalbox.Providers.Outbound;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Unit.Deliveries.Sending;

/// <summary>A sender as the process has it, but for the clock and the names, and what it sends.</summary>
internal sealed class SendingRig : IDisposable
{
    internal const string Secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    internal const string Body = """{"id":"evt_1","amount":  1.50}""";

    /// <summary>This machine may be sent to, in clear.</summary>
    internal static readonly OutboundPolicy Local = new() { AllowHttp = true, AllowedNetworks = [IPNetwork.Parse("127.0.0.0/8")] };

    /// <summary>An event of a customer.</summary>
    internal static readonly OutgoingEvent Event = new(
        "msg_00064e1f3a800001", "evt_1", "invoice.paid", "stripe/customer/cus_1", 7, Tenant: null, OccurredAt: 1_767_225_500,
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero), "application/json; charset=utf-8", Encoding.UTF8.GetBytes(Body));

    internal SendingRig(OutboundPolicy? policy = null, INameResolver? resolver = null, X509Certificate2? trusted = null, string publicUrl = "")
    {
        policy ??= Local;
        var handler = DeliveryHandler.Create(
            new CheckedConnector(resolver ?? new SystemNameResolver(), policy, TimeSpan.FromSeconds(10), Time), TimeSpan.FromSeconds(10));
        if (trusted is not null)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { trusted }, RevocationMode = X509RevocationMode.NoCheck,
            };
        }

        Sender = new DeliverySender(new SignallingHandler(handler, HeadersCame), new DeliveryRequests(publicUrl), policy, Time);
    }

    internal ManualTimeProvider Time { get; } = new();

    internal DeliverySender Sender { get; }

    /// <summary>Completes when the headers of the first answer are there.</summary>
    internal TaskCompletionSource HeadersCame { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal static Destination To(Uri url) => new()
    {
        Id = "dst_1", Number = 1, Url = url, Match = new Everything(), Secrets = [new SigningSecret(Secret, ExpiresAt: null)],
    };

    internal Task<AttemptOutcome> SendAsync(Uri url) => SendAsync(To(url));

    internal Task<AttemptOutcome> SendAsync(Destination destination, OutgoingEvent? outgoing = null, int attempt = 1) =>
        Sender.SendAsync(destination, outgoing ?? Event, attempt, TestContext.Current.CancellationToken);

    public void Dispose() => Sender.Dispose();

    private sealed class Everything : EventMatch
    {
        internal override bool Wants(JournalEntry entry, string? tenant) => true;
    }

    private sealed class SignallingHandler(HttpMessageHandler inner, TaskCompletionSource headersCame) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken);
            headersCame.TrySetResult();
            return response;
        }
    }
}

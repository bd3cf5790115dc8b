using System.Text;
using Signalbox.Providers;
using Signalbox.Providers.Stripe;

namespace Signalbox.Tests.Unit.Providers.Stripe;

/// <summary>Events in the shapes that Stripe sends.</summary>
internal static class StripeSamples
{
    /// <summary>An invoice of a subscription, printed as Stripe prints, in the shape of API versions from 2025-03-31 on.</summary>
    internal const string Invoice = """
        {
          "id": "evt_1PxInvoice",
          "object": "event",
          "api_version": "2025-03-31.basil",
          "created": 1795199990,
          "data": {
            "object": {
              "id": "in_1Px",
              "object": "invoice",
              "customer": "cus_Q1",
              "customer_name": "Zoë \u00e9 👩‍👩‍👧",
              "lines": {
                "object": "list",
                "data": [
                  {
                    "id": "il_1Px",
                    "customer": "cus_other",
                    "subscription": "sub_other",
                    "parent": { "subscription_details": { "subscription": "sub_other" } }
                  }
                ]
              },
              "metadata": { "id": "evt_no", "customer": "cus_no", "subscription": "sub_no" },
              "parent": {
                "type": "subscription_details",
                "quote_details": null,
                "subscription_details": { "metadata": { "subscription": "sub_no" }, "subscription": "sub_1Px" }
              },
              "total": 2000.50e-2
            },
            "previous_attributes": { "id": "in_no", "customer": "cus_no", "subscription": "sub_no", "object": { "customer": "cus_no" } }
          },
          "livemode": true,
          "pending_webhooks": 1,
          "request": { "id": null, "idempotency_key": null },
          "type": "invoice.paid"
        }
        """;

    /// <summary>An event of this type about this object.</summary>
    internal static string Event(string type, string dataObject) =>
        $$"""{"id":"evt_1","object":"event","created":1795199990,"data":{"object":{{dataObject}}},"livemode":false,"type":"{{type}}"}""";

    internal static EventEnvelope Read(string json)
    {
        Assert.Equal(EnvelopeFault.None, StripeEnvelope.Read(Encoding.UTF8.GetBytes(json), out var envelope));
        return envelope;
    }

    internal static EnvelopeFault FaultOf(string json)
    {
        var fault = StripeEnvelope.Read(Encoding.UTF8.GetBytes(json), out var envelope);
        Assert.True(fault is EnvelopeFault.None || envelope == default, "a refused body leaves no envelope");
        return fault;
    }
}

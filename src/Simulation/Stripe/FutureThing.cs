namespace Signalbox.Simulation.Stripe;

/// <summary>An object that no receiver has heard of: Stripe adds kinds and types at any time.</summary>
internal sealed class FutureThing(string id, long created, string? customer) : StripeObject(id, "billing.future_thing", created)
{
    internal override void WriteTo(JsonText json) => json.Add($$"""
        {"id":{{Id}},"object":"billing.future_thing","created":{{Created}},"customer":{{customer}},"livemode":false,
        "wavelength":{"unit":"nm","values":[380,450,{"peak":555.25,"label":"grün"},null,1e3]},"label":"Zukunft, \u00e9tat \"neu\" 🚆","payload":[[],{},""]}
        """);
}

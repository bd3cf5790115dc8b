using System.Text.Json;
using System.Text.Json.Serialization;
using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>One thing to do in the portal: <c>{ "type": "subscription_cancel", "subscription": "sub_…", "return_url": "https://…" }</c>.</summary>
internal sealed class PortalFlowConverter : JsonConverter<PortalFlow>
{
    /// <inheritdoc/>
    public override PortalFlow Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? type = null, subscription = null, url = null;
        if (reader.TokenType is not JsonTokenType.StartObject)
        {
            throw new JsonException();
        }

        while (reader.Read() && reader.TokenType is JsonTokenType.PropertyName)
        {
            var name = reader.GetString();
            if (!reader.Read() || reader.TokenType is not JsonTokenType.String)
            {
                throw new JsonException();
            }

            switch (name)
            {
                case "type":
                    type = reader.GetString();
                    break;

                case "subscription":
                    subscription = reader.GetString();
                    break;

                case "return_url":
                    url = reader.GetString();
                    break;

                default:
                    throw new JsonException();
            }
        }

        return (type, subscription) switch
        {
            ("payment_method_update", null) => PortalFlow.PaymentMethodUpdate() with { ReturnUrl = url },
            ("subscription_cancel", { Length: > 0 }) => PortalFlow.SubscriptionCancel(subscription) with { ReturnUrl = url },
            ("subscription_update", { Length: > 0 }) => PortalFlow.SubscriptionUpdate(subscription) with { ReturnUrl = url },
            _ => throw new JsonException(),
        };
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, PortalFlow value, JsonSerializerOptions options) =>
        throw new NotSupportedException("Commands are read, never written.");
}

using Signalbox.Providers.Stripe.Api;

namespace Signalbox.Operations;

/// <summary>What can be seen to be wrong with a command about customers and their pages without asking the provider, by field. The provider checks the rest.</summary>
internal static class CustomerChecks
{
    internal static void Create(CustomerCreateRequest request, FieldFaults faults) => faults
        .CheckEmail("email", request.Email)
        .CheckId("payment_method", request.PaymentMethod)
        .CheckWord("tax_exempt", request.TaxExempt, "none", "exempt", "reverse")
        .CheckMetadata(request.Metadata);

    internal static void CheckoutSession(CheckoutSessionCreateRequest request, FieldFaults faults)
    {
        faults
            .Require("mode", request.Mode is "payment" or "setup" or "subscription", "must be one of payment, setup, subscription.")
            .Require("line_items", request.Mode is "setup" || request.LineItems is { Count: > 0 }, "must have at least one item, except in mode setup.")
            .CheckWord("ui_mode", request.UiMode, "hosted", "embedded", "custom")
            .Require("success_url", request.SuccessUrl is not null || request.UiMode is "embedded" or "custom", "is required for a page of the provider's.")
            .CheckUrl("success_url", request.SuccessUrl)
            .CheckUrl("cancel_url", request.CancelUrl)
            .CheckUrl("return_url", request.ReturnUrl)
            .CheckId("customer", request.Customer)
            .CheckEmail("customer_email", request.CustomerEmail)
            .Require("customer_email", request.Customer is null || request.CustomerEmail is null, "cannot be set together with customer.")
            .Require("client_reference_id", request.ClientReferenceId is null or { Length: <= 200 }, "must be at most 200 characters.")
            .CheckCurrency("currency", request.Currency)
            .CheckMetadata(request.Metadata);
        foreach (var (i, item) in (request.LineItems ?? []).Index())
        {
            faults
                .Require($"line_items[{i}]", item is not null && (item.Price is null) != (item.PriceData is null), "needs either price or price_data.")
                .CheckQuantity($"line_items[{i}].quantity", item?.Quantity);
        }
    }

    internal static void PortalSession(PortalSessionCreateRequest request, FieldFaults faults) => faults
        .RequireId("customer", request.Customer)
        .CheckUrl("return_url", request.ReturnUrl)
        .CheckId("configuration", request.Configuration)
        .CheckUrl("flow", request.Flow?.ReturnUrl);
}

using System.Text;
using Signalbox.Sandbox.Requests;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Api;

/// <summary>https://docs.stripe.com/api/invoices.</summary>
internal static class InvoiceRoutes
{
    internal static IEnumerable<ApiRoute> All =>
    [
        ApiRoute.Get("/v1/invoices/{id}", static call => call.Text(Named(call))),
        ApiRoute.List("/v1/invoices", List, "created", "customer", "status", "subscription"),
        ApiRoute.Post("/v1/invoices/{id}/pay", Pay, "off_session", "payment_method"),
    ];

    private static string List(ApiCall call)
    {
        var (customer, subscription, status) = (call.Form.Text("customer"), call.Form.Text("subscription"), call.Form.Text("status"));
        var created = CreatedFilter.Of(call.Form);
        return Listing.Of(call, "/v1/invoices", call.Account.Newest<Invoice>().Where(one =>
            !one.IsDeleted && created.Admits(one.Created)
            && (customer is null || one.Customer.Id == customer)
            && (subscription is null || one.Subscription?.Id == subscription)
            && (status is null || one.Status == status)));
    }

    private static string Pay(ApiCall call)
    {
        var invoice = Named(call);
        var card = TestCards.Payment(call, invoice.Customer);
        if (invoice.Status is "paid" or "void")
        {
            throw new StripeErrorException(StripeError.Invalid(
                $"Invoice {invoice.Id} is {invoice.Status}.", code: invoice.Status == "paid" ? "invoice_already_paid" : "invoice_not_editable"));
        }

        call.Account.PayByCard(invoice, card);
        return invoice switch
        {
            { Status: "paid" } => call.Text(invoice),
            { Payment.Status: "requires_action" } => throw new StripeErrorException(new StripeError(402, "card_error", "This payment requires authentication.")
            {
                Code = "invoice_payment_intent_requires_action",
            }),
            _ => throw new StripeErrorException(StripeError.Declined(invoice.Payment!, Encoding.UTF8.GetBytes(call.Text(invoice.Payment!)))),
        };
    }

    private static Invoice Named(ApiCall call) =>
        call.Named<Invoice>("invoice") is { IsDeleted: false } invoice ? invoice : throw new StripeErrorException(StripeError.NoSuch("invoice", call.Id));
}

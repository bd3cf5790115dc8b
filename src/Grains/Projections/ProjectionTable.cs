namespace Signalbox.Projections;

/// <summary>The projections, one per kind of object.</summary>
internal enum ProjectionTable
{
    Customers = 1,
    Subscriptions = 2,
    Invoices = 3,
    PaymentIntents = 4,
    Charges = 5,
    Disputes = 6,
    CheckoutSessions = 7,
    Products = 8,
    Prices = 9,
}

namespace Signalbox.Backfills;

/// <summary>The kinds of objects that a backfill reads. Their names are the projections'.</summary>
internal static class BackfillKinds
{
    internal const string Products = "products";
    internal const string Prices = "prices";
    internal const string Customers = "customers";
    internal const string Subscriptions = "subscriptions";
    internal const string Invoices = "invoices";

    /// <summary>All of them, in the order in which they are read: what others refer to comes first.</summary>
    internal static readonly IReadOnlyList<string> All = [Products, Prices, Customers, Subscriptions, Invoices];
}

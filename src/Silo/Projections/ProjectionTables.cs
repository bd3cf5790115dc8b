using System.Diagnostics;
using Npgsql;

namespace Signalbox.Projections;

/// <summary>All projections' writers, for one committer. Not thread-safe.</summary>
internal sealed class ProjectionTables
{
    private readonly CustomersTable _customers = new();
    private readonly SubscriptionsTable _subscriptions = new(new SubscriptionItemsTable());
    private readonly InvoicesTable _invoices = new();
    private readonly PaymentIntentsTable _paymentIntents = new();
    private readonly ChargesTable _charges = new();
    private readonly DisputesTable _disputes = new();
    private readonly CheckoutSessionsTable _checkoutSessions = new();
    private readonly ProductsTable _products = new();
    private readonly PricesTable _prices = new();
    private readonly IProjectionTableWriter[] _all;

    public ProjectionTables() =>
        _all = [_customers, _subscriptions, _invoices, _paymentIntents, _charges, _disputes, _checkoutSessions, _products, _prices];

    /// <summary>Collects a row.</summary>
    internal void Add(ProjectionRow row)
    {
        switch (row)
        {
            case CustomerRow r: _customers.Add(r); break;
            case SubscriptionRow r: _subscriptions.Add(r); break;
            case InvoiceRow r: _invoices.Add(r); break;
            case PaymentIntentRow r: _paymentIntents.Add(r); break;
            case ChargeRow r: _charges.Add(r); break;
            case DisputeRow r: _disputes.Add(r); break;
            case CheckoutSessionRow r: _checkoutSessions.Add(r); break;
            case ProductRow r: _products.Add(r); break;
            case PriceRow r: _prices.Add(r); break;
            default: throw new UnreachableException($"No projection takes a {row.GetType().Name}.");
        }
    }

    /// <summary>Adds the statements for all rows collected; always in the same order of tables.</summary>
    internal void Flush(NpgsqlBatch batch)
    {
        foreach (var table in _all)
        {
            table.Flush(batch);
        }
    }

    /// <summary>The same for rows that answers of the provider's API make; one result for each table that has any, in the order of <see cref="ProjectionTable"/>.</summary>
    internal void Keep(NpgsqlBatch batch)
    {
        foreach (var table in _all)
        {
            table.Keep(batch);
        }
    }
}

using System.Diagnostics;
using Signalbox.Reads;
using Signalbox.Streams;

namespace Signalbox.Projections;

/// <summary>The projections by the names of their tables.</summary>
internal static class TableNames
{
    internal static string Of(ProjectionTable table) => table switch
    {
        ProjectionTable.Customers => "customers",
        ProjectionTable.Subscriptions => "subscriptions",
        ProjectionTable.Invoices => "invoices",
        ProjectionTable.PaymentIntents => "payment_intents",
        ProjectionTable.Charges => "charges",
        ProjectionTable.Disputes => "disputes",
        ProjectionTable.CheckoutSessions => "checkout_sessions",
        ProjectionTable.Products => "products",
        ProjectionTable.Prices => "prices",
        _ => throw new UnreachableException(),
    };

    /// <summary>The object that a name is of; <see langword="null"/> if there is no such table.</summary>
    internal static ObjectKey? KeyOf(ObjectName name)
    {
        foreach (var table in Enum.GetValues<ProjectionTable>())
        {
            if (Of(table) == name.Table)
            {
                return new ObjectKey(table, name.Id);
            }
        }

        return null;
    }

    /// <summary>An object's name.</summary>
    internal static ObjectName NameOf(ObjectKey key) => new(Of(key.Table), key.Id);
}

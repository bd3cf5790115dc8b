namespace Signalbox.Operations;

/// <summary>What the product can ask for.</summary>
internal static class CommandNames
{
    internal const string CreateCustomer = "customers.create";
    internal const string CreatePayment = "payments.create";
    internal const string CreateRefund = "refunds.create";
}

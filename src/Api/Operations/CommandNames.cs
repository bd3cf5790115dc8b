namespace Signalbox.Operations;

/// <summary>What the product can ask for. Recorded with each operation: a name stays what it is.</summary>
internal static class CommandNames
{
    internal const string CreateCustomer = "customers.create";
    internal const string CreatePayment = "payments.create";
    internal const string ConfirmPayment = "payments.confirm";
    internal const string CapturePayment = "payments.capture";
    internal const string CancelPayment = "payments.cancel";
    internal const string CreateRefund = "refunds.create";
    internal const string CreateCheckoutSession = "checkout_sessions.create";
    internal const string CreatePortalSession = "portal_sessions.create";
    internal const string CreateSubscription = "subscriptions.create";
    internal const string ChangeSubscription = "subscriptions.change";
    internal const string CancelSubscription = "subscriptions.cancel";
    internal const string ResumeSubscription = "subscriptions.resume";
}

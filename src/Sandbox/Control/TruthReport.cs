using Signalbox.Sandbox.Accounts;
using Signalbox.Sandbox.Requests;
using Signalbox.Sandbox.Webhooks;
using Signalbox.Simulation.Stripe;

namespace Signalbox.Sandbox.Control;

/// <summary>What truly happened, to compare with what others believe.</summary>
internal sealed class TruthReport(SandboxAccount account, EventBook events, RequestLog log, WebhookSender webhooks)
{
    internal SandboxTruth Now()
    {
        // Under one lock, so that charges and objects are of one moment.
        var (now, charges, objects) = account.Run(caller: null, static one => (
            one.Now,
            one.Newest<Charge>().Reverse().Select(Describe).ToList(),
            one.Truth().Rows.Select(static row => new ObjectTruth(row.Table, row.Id, row.Deleted, row.Columns)).ToList()));
        var deliveries = webhooks.ByEvent();
        return new SandboxTruth(
            now,
            log.Since(DateTimeOffset.UnixEpoch, path: null),
            charges,
            [.. events.All().Select(one => new EventTruth(one.Id, one.Type, one.Created, one.ObjectId, [.. deliveries[one.Id].Select(Describe)]))],
            objects);
    }

    private static ChargeTruth Describe(Charge charge) => new(
        charge.Id, charge.Payment.Id, charge.Payment.Customer?.Id, charge.Amount, charge.Payment.Currency, charge.Status, charge.Captured, charge.AmountRefunded,
        charge.RequestId, charge.IdempotencyKey);

    private static DeliveryTruth Describe(Delivery one) => new(one.Endpoint, one.Fault?.Kind, one.Attempts, one.Delivered, one.LastStatus, one.IsDone);
}

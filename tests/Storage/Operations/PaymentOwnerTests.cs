using Signalbox.Operations;
using Signalbox.Tests.Support;

namespace Signalbox.Tests.Storage.Operations;

/// <summary>Whose payments are, as the projections say.</summary>
public sealed class PaymentOwnerTests : IAsyncLifetime
{
    private TestDatabase _database = null!;
    private PostgresPaymentOwners _owners = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await TestDatabase.CreateAsync();
        _owners = new PostgresPaymentOwners(_database.DataSource);
        await _database.ExecuteAsync("""
            INSERT INTO payment_intents (account, id, livemode, provisional, updated_at, as_of, rank, stream, version, raw, customer_id, revision)
            VALUES ('stripe', 'pi_1', false, false, now(), now(), 0, 's', 1, '{}', 'cus_1', 1), ('stripe', 'pi_2', false, false, now(), now(), 0, 's', 1, '{}', NULL, 1);
            INSERT INTO charges (account, id, livemode, provisional, updated_at, as_of, rank, stream, version, raw, customer_id, revision)
            VALUES ('stripe', 'ch_1', false, false, now(), now(), 0, 's', 1, '{}', 'cus_2', 1)
            """);
    }

    public ValueTask DisposeAsync() => _database.DisposeAsync();

    [Theory]
    [InlineData("stripe", "pi_1", "cus_1")]
    [InlineData("stripe", "pi_2", null)]
    [InlineData("stripe", "pi_3", null)]
    [InlineData("other", "pi_1", null)]
    public async Task OfPayment_IsItsCustomerIfItIsKnown(string account, string id, string? customer) =>
        Assert.Equal(customer, await _owners.OfPaymentAsync(account, id, default));

    [Theory]
    [InlineData("stripe", "ch_1", "cus_2")]
    [InlineData("stripe", "pi_1", null)]
    public async Task OfCharge_IsItsCustomerIfItIsKnown(string account, string id, string? customer) =>
        Assert.Equal(customer, await _owners.OfChargeAsync(account, id, default));
}

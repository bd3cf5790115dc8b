using Microsoft.Extensions.Options;
using Npgsql;
using Signalbox.Postgres;
using Signalbox.Streams;
using static Signalbox.Postgres.ReadCommands;

namespace Signalbox.People;

/// <summary>People for the API. Safe for concurrent use.</summary>
internal sealed class PostgresPeopleQueries(NpgsqlDataSource dataSource, IOptions<PeopleOptions> options) : IPeopleQueries
{
    private readonly IdPointer _profileId = new(options.Value.UserProfileId);

    /// <inheritdoc/>
    public async Task<PersonAnswer> FindAsync(string id, IReadOnlyList<string> accounts, CancellationToken cancellationToken)
    {
        var email = id.Contains('@', StringComparison.Ordinal) ? id.ToLowerInvariant() : null;
        var found = await IdentitiesAsync(email is null ? PeopleStatements.ByIdSql : PeopleStatements.ByEmailSql, [Text(email ?? id), Texts(accounts)], cancellationToken);
        if (PersonKey.Decide(found, email, out var rivals) is not { } key)
        {
            return rivals.Count > 0 ? new PersonAnswer.Ambiguous([.. rivals.Select(static r => r.ToString())]) : PersonAnswer.Unknown.Instance;
        }

        return new PersonAnswer.Found(await PersonAsync(await WithUserAsync(key, found, cancellationToken), cancellationToken));
    }

    /// <summary>Finds the user of a customer: the one that it names, or, if it names none, the only one that has verified its address.</summary>
    private async Task<PersonKey> WithUserAsync(PersonKey key, IReadOnlyList<Identity> found, CancellationToken cancellationToken)
    {
        if (key.User is not null)
        {
            return key;
        }

        var users = key.PersonId is { } person ? await IdentitiesAsync(PeopleStatements.UserByIdSql, [Text(person)], cancellationToken)
            : (key.Email ?? found[0].Email) is { } email ? await IdentitiesAsync(PeopleStatements.UserByEmailSql, [Text(email)], cancellationToken)
            : [];
        return users is [var user] ? PersonKey.Of(user) : key;
    }

    private async Task<Person> PersonAsync(PersonKey key, CancellationToken cancellationToken)
    {
        var (user, profile) = key.User is { } one ? await UserAsync(one, cancellationToken) : (null, null);
        var memberships = user is null ? [] : await ReadAsync(
            PeopleStatements.MembershipsSql,
            [Text(user.Account), Text(user.Id)],
            static row => new PersonMembership(row.GetString(0), row.GetString(1), TextOf(row, 2), TextOf(row, 3), TextOf(row, 4)),
            cancellationToken);
        var customers = await ReadAsync(
            PeopleStatements.CustomersSql,
            [Text(key.PersonId), Text(key.Email), Text(key.Customer?.Account), Text(key.Customer?.Id)],
            static row => (Customer: new PersonCustomer(row.GetString(0), row.GetString(1), TextOf(row, 2), TextOf(row, 3), [], []), Phone: TextOf(row, 4)),
            cancellationToken);

        // What somebody merely typed in is not theirs: messages to it are another's.
        string?[] addresses =
        [
            user is { EmailVerified: true } ? user.Email?.ToLowerInvariant() : null, user is { PhoneVerified: true } ? user.Phone : null, .. customers.SelectMany(static c => new[] { c.Customer.Email?.ToLowerInvariant(), c.Phone }),
        ];
        string[] known = [.. addresses.OfType<string>().Distinct()];
        return new Person(
            key.Id,
            user,
            memberships,
            await WithPaymentsAsync([.. customers.Select(static c => c.Customer)], cancellationToken),
            await ReadAsync(
                PeopleStatements.MessagesSql,
                [Texts(known)],
                static row => new PersonMessage(
                    row.GetString(0), row.GetString(1), TextOf(row, 2), TextOf(row, 3), TextOf(row, 4), TextOf(row, 5), TextOf(row, 6), row.GetDateTime(7)),
                cancellationToken),
            await ReadAsync(
                PeopleStatements.SuppressionsSql,
                [Texts(known)],
                static row => new PersonSuppression(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), TextOf(row, 4), row.GetDateTime(5)),
                cancellationToken),
            profile is null ? [] : await ReadAsync(
                PeopleStatements.SocialAccountsSql,
                [Text(profile)],
                static row => new PersonSocialAccount(row.GetString(0), TextOf(row, 1), TextOf(row, 2), TextOf(row, 3)),
                cancellationToken));
    }

    private async Task<(PersonUser? User, string? Profile)> UserAsync(Identity user, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(
            PeopleStatements.UserSql,
            [Text(user.Account), Text(user.Id)],
            row => (
                (PersonUser?)new PersonUser(
                    row.GetString(0), row.GetString(1), TextOf(row, 2), row.GetBoolean(3), TextOf(row, 4), row.GetBoolean(5), TextOf(row, 6), TextOf(row, 7),
                    row.IsDBNull(8) ? null : row.GetBoolean(8), TimeOf(row, 9), TimeOf(row, 10)),
                _profileId.Find(JsonFields.Read(row.GetFieldValue<byte[]>(11)))),
            cancellationToken);
        return found is [var only] ? only : (null, null);
    }

    private async Task<IReadOnlyList<PersonCustomer>> WithPaymentsAsync(IReadOnlyList<PersonCustomer> customers, CancellationToken cancellationToken)
    {
        if (customers.Count == 0)
        {
            return [];
        }

        var (accounts, ids) = (customers.Select(static c => c.Account).ToArray(), customers.Select(static c => c.Id).ToArray());
        var subscriptions = (await ReadAsync(
            PeopleStatements.SubscriptionsSql,
            [Texts(accounts), Texts(ids)],
            static row => (Of: (row.GetString(0), row.GetString(1)), Item: new PersonSubscription(row.GetString(2), TextOf(row, 3), TextOf(row, 4), TimeOf(row, 5))),
            cancellationToken)).ToLookup(static s => s.Of, static s => s.Item);
        var invoices = (await ReadAsync(
            PeopleStatements.InvoicesSql,
            [Texts(accounts), Texts(ids)],
            static row => (
                Of: (row.GetString(0), row.GetString(1)),
                Item: new PersonInvoice(row.GetString(2), TextOf(row, 3), TextOf(row, 4), row.IsDBNull(5) ? null : row.GetInt64(5), TimeOf(row, 6))),
            cancellationToken)).ToLookup(static i => i.Of, static i => i.Item);
        return [.. customers.Select(c => c with { Subscriptions = [.. subscriptions[(c.Account, c.Id)]], OpenInvoices = [.. invoices[(c.Account, c.Id)]] })];
    }

    private Task<IReadOnlyList<Identity>> IdentitiesAsync(string sql, NpgsqlParameter[] values, CancellationToken cancellationToken) => ReadAsync(
        sql,
        values,
        static row => new Identity(row.GetString(0) == "user", row.GetString(1), row.GetString(2), TextOf(row, 3), TextOf(row, 4), row.GetBoolean(5)),
        cancellationToken);

    private async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, NpgsqlParameter[] values, Func<NpgsqlDataReader, T> read, CancellationToken cancellationToken)
    {
        await using var command = dataSource.CreateRead(sql, values);
        return await command.ReadAllAsync(read, cancellationToken);
    }

    private static string? TextOf(NpgsqlDataReader row, int i) => row.IsDBNull(i) ? null : row.GetString(i);

    private static DateTime? TimeOf(NpgsqlDataReader row, int i) => row.IsDBNull(i) ? null : row.GetDateTime(i);
}

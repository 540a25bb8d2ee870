
import django.db.models.deletion
import everproof.kernel.ids
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_protection'),
    ]

    operations = [
        migrations.CreateModel(
            name='Process',
            fields=[
                ('id', models.UUIDField(default=everproof.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, editable=False, max_length=40, verbose_name='number')),
                ('original_number', models.CharField(blank=True, editable=False, max_length=80, verbose_name='original number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('status', models.CharField(blank=True, editable=False, max_length=40, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('happened_at', models.DateTimeField(blank=True, null=True, verbose_name='happened')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded')),
                ('effective_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='effective from')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided')),
                ('voided_reason', models.TextField(blank=True, editable=False)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('group', models.CharField(choices=[('management', 'Management'), ('core', 'Core'), ('support', 'Support')], default='core', max_length=12, verbose_name='group')),
                ('purpose', models.TextField(blank=True, verbose_name='purpose')),
                ('in_scope', models.BooleanField(default=True, verbose_name='inside the quality system')),
                ('applies_to', models.JSONField(blank=True, default=list, verbose_name='where it applies')),
                ('criteria', models.TextField(blank=True, verbose_name='criteria')),
                ('methods', models.TextField(blank=True, verbose_name='methods')),
                ('resources', models.TextField(blank=True, verbose_name='resources')),
                ('documents_not_needed_reason', models.TextField(blank=True, verbose_name='why it needs no document')),
                ('record_types', models.JSONField(blank=True, default=list, verbose_name='records it leaves')),
                ('outsourced', models.BooleanField(default=False, verbose_name='carried out by an external provider')),
                ('special', models.BooleanField(default=False, verbose_name='its output cannot be checked afterwards')),
                ('evaluated_on', models.DateField(blank=True, null=True, verbose_name='evaluated')),
                ('evaluation_result', models.CharField(blank=True, choices=[('achieving', 'Achieves what is intended'), ('not-achieving', 'Does not achieve what is intended')], max_length=15, verbose_name='result of the evaluation')),
                ('evaluation_rationale', models.TextField(blank=True, verbose_name='what the result rests on')),
                ('reviewed_on', models.DateField(blank=True, null=True, verbose_name='reviewed')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place in its band of the map')),
                ('created_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
                ('manager_role', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.role', verbose_name='role in charge')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organization')),
                ('owner', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person', verbose_name='owner')),
                ('site', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.site', verbose_name='site')),
                ('voided_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
            ],
            options={
                'verbose_name_plural': 'processes',
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProcessOutput',
            fields=[
                ('id', models.UUIDField(default=everproof.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, editable=False, max_length=40, verbose_name='number')),
                ('original_number', models.CharField(blank=True, editable=False, max_length=80, verbose_name='original number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('status', models.CharField(blank=True, editable=False, max_length=40, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('happened_at', models.DateTimeField(blank=True, null=True, verbose_name='happened')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded')),
                ('effective_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='effective from')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided')),
                ('voided_reason', models.TextField(blank=True, editable=False)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('criterion', models.TextField(blank=True, verbose_name='criterion')),
                ('measure', models.CharField(blank=True, max_length=120, verbose_name='measured by')),
                ('bound', models.CharField(blank=True, choices=[('at-most', 'at most'), ('at-least', 'at least')], max_length=8, verbose_name='bound')),
                ('limit', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='limit')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('external_receiver', models.CharField(blank=True, max_length=120, verbose_name='receiver outside')),
                ('created_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organization')),
                ('process', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='outputs', to='processes.process', verbose_name='process')),
                ('receiver', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='processes.process', verbose_name='receiver')),
                ('site', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.site', verbose_name='site')),
                ('voided_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProcessInput',
            fields=[
                ('id', models.UUIDField(default=everproof.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, editable=False, max_length=40, verbose_name='number')),
                ('original_number', models.CharField(blank=True, editable=False, max_length=80, verbose_name='original number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('status', models.CharField(blank=True, editable=False, max_length=40, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('happened_at', models.DateTimeField(blank=True, null=True, verbose_name='happened')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded')),
                ('effective_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='effective from')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided')),
                ('voided_reason', models.TextField(blank=True, editable=False)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('criterion', models.TextField(blank=True, verbose_name='criterion')),
                ('measure', models.CharField(blank=True, max_length=120, verbose_name='measured by')),
                ('bound', models.CharField(blank=True, choices=[('at-most', 'at most'), ('at-least', 'at least')], max_length=8, verbose_name='bound')),
                ('limit', models.DecimalField(blank=True, decimal_places=4, max_digits=14, null=True, verbose_name='limit')),
                ('unit', models.CharField(blank=True, max_length=20, verbose_name='unit')),
                ('external_source', models.CharField(blank=True, max_length=120, verbose_name='source outside')),
                ('created_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organization')),
                ('process', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='inputs', to='processes.process', verbose_name='process')),
                ('site', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.site', verbose_name='site')),
                ('source', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='processes.process', verbose_name='source')),
                ('voided_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
                ('output', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='processes.processoutput', verbose_name='output that meets it')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProcessStep',
            fields=[
                ('id', models.UUIDField(default=everproof.kernel.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('number', models.CharField(blank=True, editable=False, max_length=40, verbose_name='number')),
                ('original_number', models.CharField(blank=True, editable=False, max_length=80, verbose_name='original number')),
                ('title', models.CharField(max_length=200, verbose_name='title')),
                ('status', models.CharField(blank=True, editable=False, max_length=40, verbose_name='state')),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('happened_at', models.DateTimeField(blank=True, null=True, verbose_name='happened')),
                ('recorded_at', models.DateTimeField(editable=False, verbose_name='recorded')),
                ('effective_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='effective from')),
                ('updated_at', models.DateTimeField(editable=False, verbose_name='changed')),
                ('voided_at', models.DateTimeField(editable=False, null=True, verbose_name='voided')),
                ('voided_reason', models.TextField(blank=True, editable=False)),
                ('extra', models.JSONField(blank=True, default=dict, editable=False)),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='place')),
                ('control', models.TextField(blank=True, verbose_name='control')),
                ('record', models.CharField(blank=True, max_length=120, verbose_name='record')),
                ('document', models.CharField(blank=True, max_length=120, verbose_name='document')),
                ('raci', models.JSONField(blank=True, default=dict, editable=False, verbose_name='who does, answers, is asked and is told')),
                ('created_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
                ('organization', models.ForeignKey(db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.organization')),
                ('process', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='processes.process', verbose_name='process')),
                ('role', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.role', verbose_name='done by')),
                ('site', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.site', verbose_name='site')),
                ('voided_by', models.ForeignKey(db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kernel.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddIndex(
            model_name='process',
            index=models.Index(fields=['organization', '-id'], name='process_new'),
        ),
        migrations.AddIndex(
            model_name='process',
            index=models.Index(fields=['organization', 'status', '-id'], name='process_st'),
        ),
        migrations.AddIndex(
            model_name='process',
            index=models.Index(fields=['organization', 'created_by', '-id'], name='process_mk'),
        ),
        migrations.AddIndex(
            model_name='process',
            index=models.Index(fields=['organization', 'group', 'position', 'id'], name='process_on_map'),
        ),
        migrations.AddIndex(
            model_name='process',
            index=models.Index(fields=['organization', 'owner', 'id'], name='process_of_owner'),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('organization', 'number'), name='processes_process_number_once'),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voided_at', None), ('voided_reason', '')), models.Q(('voided_at__isnull', False), models.Q(('voided_reason', ''), _negated=True)), _connector='OR'), name='processes_process_void_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='process',
            constraint=models.CheckConstraint(condition=models.Q(('evaluation_result', ''), ('evaluated_on__isnull', False), _connector='OR'), name='process_result_has_a_day'),
        ),
        migrations.AddIndex(
            model_name='processoutput',
            index=models.Index(fields=['organization', '-id'], name='processoutput_new'),
        ),
        migrations.AddIndex(
            model_name='processoutput',
            index=models.Index(fields=['organization', 'status', '-id'], name='processoutput_st'),
        ),
        migrations.AddIndex(
            model_name='processoutput',
            index=models.Index(fields=['organization', 'created_by', '-id'], name='processoutput_mk'),
        ),
        migrations.AddIndex(
            model_name='processoutput',
            index=models.Index(fields=['organization', 'process', 'position'], name='processoutput_of_process'),
        ),
        migrations.AddIndex(
            model_name='processoutput',
            index=models.Index(fields=['organization', 'receiver'], name='processoutput_of_receiver'),
        ),
        migrations.AddConstraint(
            model_name='processoutput',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('organization', 'number'), name='processes_processoutput_number_once'),
        ),
        migrations.AddConstraint(
            model_name='processoutput',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voided_at', None), ('voided_reason', '')), models.Q(('voided_at__isnull', False), models.Q(('voided_reason', ''), _negated=True)), _connector='OR'), name='processes_processoutput_void_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='processoutput',
            constraint=models.CheckConstraint(condition=models.Q(('receiver', None), ('external_receiver', ''), _connector='OR'), name='process_output_has_one_receiver'),
        ),
        migrations.AddConstraint(
            model_name='processoutput',
            constraint=models.CheckConstraint(condition=models.Q(('receiver', None), models.Q(('receiver', models.F('process')), _negated=True), _connector='OR'), name='process_output_leaves_its_process'),
        ),
        migrations.AddConstraint(
            model_name='processoutput',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bound', ''), ('limit', None)), models.Q(models.Q(('bound', ''), _negated=True), ('limit__isnull', False)), _connector='OR'), name='process_output_bound_has_a_limit'),
        ),
        migrations.AddIndex(
            model_name='processinput',
            index=models.Index(fields=['organization', '-id'], name='processinput_new'),
        ),
        migrations.AddIndex(
            model_name='processinput',
            index=models.Index(fields=['organization', 'status', '-id'], name='processinput_st'),
        ),
        migrations.AddIndex(
            model_name='processinput',
            index=models.Index(fields=['organization', 'created_by', '-id'], name='processinput_mk'),
        ),
        migrations.AddIndex(
            model_name='processinput',
            index=models.Index(fields=['organization', 'process', 'position'], name='processinput_of_process'),
        ),
        migrations.AddIndex(
            model_name='processinput',
            index=models.Index(fields=['organization', 'source'], name='processinput_of_source'),
        ),
        migrations.AddIndex(
            model_name='processinput',
            index=models.Index(fields=['organization', 'output'], name='processinput_of_output'),
        ),
        migrations.AddConstraint(
            model_name='processinput',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('organization', 'number'), name='processes_processinput_number_once'),
        ),
        migrations.AddConstraint(
            model_name='processinput',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voided_at', None), ('voided_reason', '')), models.Q(('voided_at__isnull', False), models.Q(('voided_reason', ''), _negated=True)), _connector='OR'), name='processes_processinput_void_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='processinput',
            constraint=models.CheckConstraint(condition=models.Q(('source', None), ('external_source', ''), _connector='OR'), name='process_input_has_one_source'),
        ),
        migrations.AddConstraint(
            model_name='processinput',
            constraint=models.CheckConstraint(condition=models.Q(('source', None), models.Q(('source', models.F('process')), _negated=True), _connector='OR'), name='process_input_comes_from_elsewhere'),
        ),
        migrations.AddConstraint(
            model_name='processinput',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('bound', ''), ('limit', None)), models.Q(models.Q(('bound', ''), _negated=True), ('limit__isnull', False)), _connector='OR'), name='process_input_bound_has_a_limit'),
        ),
        migrations.AddIndex(
            model_name='processstep',
            index=models.Index(fields=['organization', '-id'], name='processstep_new'),
        ),
        migrations.AddIndex(
            model_name='processstep',
            index=models.Index(fields=['organization', 'status', '-id'], name='processstep_st'),
        ),
        migrations.AddIndex(
            model_name='processstep',
            index=models.Index(fields=['organization', 'created_by', '-id'], name='processstep_mk'),
        ),
        migrations.AddIndex(
            model_name='processstep',
            index=models.Index(fields=['organization', 'process', 'position'], name='processstep_of_process'),
        ),
        migrations.AddConstraint(
            model_name='processstep',
            constraint=models.UniqueConstraint(condition=models.Q(('number', ''), _negated=True), fields=('organization', 'number'), name='processes_processstep_number_once'),
        ),
        migrations.AddConstraint(
            model_name='processstep',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('voided_at', None), ('voided_reason', '')), models.Q(('voided_at__isnull', False), models.Q(('voided_reason', ''), _negated=True)), _connector='OR'), name='processes_processstep_void_has_reason'),
        ),
    ]
